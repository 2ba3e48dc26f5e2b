"""When a delivery that failed is tried again."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

RETRY_AFTER_MAX = timedelta(days=1)


class Patience(NamedTuple):
    """Pauses that double, up to the longest; after so many attempts a delivery is dead. Together about two days."""

    first: float = 5.0
    longest: float = 6 * 3600.0
    attempts: int = 20

    def pause(self, attempts: int) -> timedelta:
        """Wait so long after so many attempts: somewhere in the upper half, so that those that failed together part."""
        whole = min(self.longest, self.first * 2.0 ** (attempts - 1))
        return timedelta(seconds=whole * random.uniform(0.5, 1.0))  # noqa: S311 - no secret


def retry_after(said: str | None, now: datetime) -> datetime | None:
    """Read a Retry-After header: seconds, or a date; nonsense is no wish, and nobody is waited for beyond a day."""
    if said is None:
        return None
    if said.strip().isdecimal() and said.isascii():
        wanted = timedelta(seconds=int(said.strip()[:9]))
    else:
        try:
            date = parsedate_to_datetime(said)
        except ValueError:
            return None
        wanted = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return now + min(max(wanted, timedelta()), RETRY_AFTER_MAX)
