"""Reading written durations, as whole seconds."""

import re
from decimal import Decimal

_SPOKEN = re.compile(
    r"(?:([0-9]{1,5})\s*(?:d|天)\s*)?(?:([0-9]{1,5})\s*(?:h|小时|时)\s*)?"
    r"(?:([0-9]{1,6})\s*(?:m|分钟|分)\s*)?(?:([0-9]{1,7})\s*(?:s|秒)\s*)?",
    re.IGNORECASE,
).fullmatch
_CLOCKED = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])").fullmatch
_ISO = re.compile(
    r"P(?:([0-9]{1,5})W|(?:([0-9]{1,6})D)?"
    r"(?:T(?:([0-9]{1,7}(?:\.[0-9]{1,9})?)H)?(?:([0-9]{1,8}(?:\.[0-9]{1,9})?)M)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?)"
).fullmatch

DAY = 86_400
HOUR = 3_600


def spoken_seconds(text: str) -> int | None:
    """Read `1h 2m 10s`, `62 m`, `1:02:10`; None when it is something else."""
    text = text.strip()
    if found := _CLOCKED(text):
        hours, minutes, seconds = (int(part) for part in found.groups())
        return hours * HOUR + minutes * 60 + seconds
    found = _SPOKEN(text)
    if not text or not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return days * DAY + hours * HOUR + minutes * 60 + seconds


def iso_seconds(text: str) -> int | None:
    """Read an ISO 8601 duration, but no months and years, which have no fixed length; None otherwise."""
    found = _ISO(text)
    if not found or text[-1] in "PT":
        return None
    weeks, days, *clock = (Decimal(part or 0) for part in found.groups())
    return int(weeks * 7 * DAY + days * DAY + clock[0] * HOUR + clock[1] * 60 + clock[2])
