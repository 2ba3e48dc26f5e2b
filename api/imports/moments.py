"""Reading written times: many ways of writing, one instant in UTC, and no guessing."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from api.imports import reasons
from api.imports.reasons import Refused

DateOrder = Literal["mdy", "dmy"]

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?![0-9])").match
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])").match
# Between the digits and AM or PM, newer systems write a narrow no-break space.
_CLOCK = re.compile(
    r"(?P<early>上午|下午)?\s*(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.[0-9]+)?)?"
    r"\s*(?P<late>[AaPp]\.?[Mm]\.?|上午|下午)?"
).fullmatch
_GAP = " \t,T\u202f\u00a0"


@dataclass(frozen=True, slots=True)
class Times:
    """How the times in one file are to be understood: in which zone, in which order of day and month."""

    zone: ZoneInfo | None = None
    order: DateOrder | None = None

    def instant(self, text: str) -> datetime:
        """Read a written date and time of the file's zone."""
        day, rest = split_date(text, self.order)
        return self.at(day, clock(rest))

    def at(self, day: date, hour: time) -> datetime:
        """Find the one instant at which the file's clocks showed this."""
        if self.zone is None:
            raise Refused(reasons.TIME_WITHOUT_OFFSET)
        local = datetime.combine(day, hour, self.zone)
        try:
            first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
            instant = local.astimezone(UTC)
        except OverflowError as error:
            raise Refused(reasons.TIME_OUT_OF_RANGE) from error
        if first != second and first is not None and second is not None:
            raise Refused(reasons.TIME_AMBIGUOUS if first > second else reasons.TIME_NONEXISTENT)
        return instant


def offset_instant(text: str) -> datetime:
    """Read an ISO 8601 time that says its own offset."""
    try:
        written = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(reasons.TIME_UNREADABLE) from error
    if written.tzinfo is None:
        raise Refused(reasons.TIME_WITHOUT_OFFSET)
    try:
        return written.astimezone(UTC)
    except OverflowError as error:
        raise Refused(reasons.TIME_OUT_OF_RANGE) from error


def split_date(text: str, order: DateOrder | None) -> tuple[date, str]:
    """Take the date off the front of a text."""
    text = text.strip()
    if found := _YEAR_FIRST(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _YEAR_LAST(text):
        first, mark, second = int(found[1]), found[2], int(found[3])
        known = "dmy" if mark == "." else order or written_order(text)
        if known is None:
            raise Refused(reasons.DATE_ORDER_REQUIRED)
        month, day = (first, second) if known == "mdy" else (second, first)
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)  # noqa: PLR2004  (a year of two digits)
    else:
        raise Refused(reasons.TIME_UNREADABLE)
    try:
        return date(year, month, day), text[found.end() :].strip(_GAP)
    except ValueError as error:
        raise Refused(reasons.TIME_UNREADABLE) from error


def written_order(text: str) -> DateOrder | None:
    """Tell the order of day and month where one of them is beyond 12."""
    found = _YEAR_LAST(text.strip())
    if not found:
        return None
    if found[2] == ".":
        return "dmy"
    months = 12
    first, second = int(found[1]) > months, int(found[3]) > months
    if first == second:
        return None
    return "dmy" if first else "mdy"


def clock(text: str) -> time:
    """Read a time of day on a 12 or a 24 hour clock."""
    found = _CLOCK(text.strip())
    if not found:
        raise Refused(reasons.TIME_UNREADABLE)
    hour, half = int(found["h"]), found["early"] or found["late"]
    noon = 12
    if half:
        if not 1 <= hour <= noon:
            raise Refused(reasons.TIME_UNREADABLE)
        hour = hour % noon + (noon if half in "下午" or half[0] in "Pp" else 0)
    try:
        return time(hour, int(found["m"]), int(found["s"] or 0))
    except ValueError as error:
        raise Refused(reasons.TIME_UNREADABLE) from error


def next_day(day: date) -> date:
    """Name the day after, as far as the calendar goes."""
    try:
        return day + timedelta(days=1)
    except OverflowError as error:
        raise Refused(reasons.TIME_OUT_OF_RANGE) from error
