"""Working days of the company's calendar, counted without looking at each."""

from collections.abc import Sequence
from datetime import date, timedelta

from ledger.policy.calendar import SATURDAY, CalendarPolicy

WEEK, ONE = 7, timedelta(days=1)


def working_days(calendar: CalendarPolicy, first: date, last: date) -> int:
    """Count the days from the first to the last, both included, that are worked."""
    if last < first:
        return 0
    off = [day for day in _within(calendar.holidays, first, last) if day.weekday() < SATURDAY]
    return _weekdays(last) - _weekdays(first - ONE) - len(off) + len(_within(calendar.worked_weekends, first, last))


def _weekdays(day: date) -> int:
    """Count the Mondays to Fridays up to a day; the first day of our calendar, in the year 1, is a Monday."""
    weeks, rest = divmod(day.toordinal(), WEEK)
    return weeks * SATURDAY + min(rest, SATURDAY)


def _within(days: Sequence[str], first: date, last: date) -> list[date]:
    return [day for day in map(date.fromisoformat, set(days)) if first <= day <= last]
