"""Periods of the company's calendar: a year, `2026`, or a day, `2026-03-02`."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ledger.vocabulary import LimitPeriod


class Period(NamedTuple):
    """From its first moment to the first that is no longer in it."""

    name: str
    begins: datetime
    ends: datetime


def year(name: str, zone: ZoneInfo) -> Period:
    """Give a calendar year."""
    number = int(name)
    return Period(name, begin_of(date(number, 1, 1), zone), begin_of(date(number + 1, 1, 1), zone))


def day(name: str, zone: ZoneInfo) -> Period:
    """Give a calendar day."""
    first = date.fromisoformat(name)
    return Period(name, begin_of(first, zone), end_of(first, zone))


def names(moment: datetime, zone: ZoneInfo) -> dict[LimitPeriod, str]:
    """Name every period that a moment lies in."""
    local = moment.astimezone(zone)
    month, quarter = f"{local:%Y-%m}", f"{local.year}-Q{(local.month + 2) // 3}"
    return {"month": month, "quarter": quarter, "year": str(local.year), "lifetime": "lifetime"}


def day_before(name: str) -> str:
    """Name the day before."""
    return str(date.fromisoformat(name) - timedelta(days=1))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the first moment that is no longer in a day."""
    return begin_of(day + timedelta(days=1), zone)


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Give a day's first moment: midnight, or what follows it where clocks are put forward at midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


class Year(NamedTuple):
    """A period of credits: a year of days, the first and the last included, named after the year that it begins in."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """365, or 366 if 29 February is one of them."""
        return (self.last - self.first).days + 1


def credit_year(name: str, month: int, day: int) -> Year:
    """Give the year that begins on this day of the calendar year `name`."""
    return Year(name, date(int(name), month, day), date(int(name) + 1, month, day) - timedelta(days=1))
