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
    return Period(name, _midnight(date(number, 1, 1), zone), _midnight(date(number + 1, 1, 1), zone))


def day(name: str, zone: ZoneInfo) -> Period:
    """Give a calendar day."""
    first = date.fromisoformat(name)
    return Period(name, _midnight(first, zone), _midnight(first + timedelta(days=1), zone))


def names(moment: datetime, zone: ZoneInfo) -> dict[LimitPeriod, str]:
    """Name every period that a moment lies in."""
    local = moment.astimezone(zone)
    month, quarter = f"{local:%Y-%m}", f"{local.year}-Q{(local.month + 2) // 3}"
    return {"month": month, "quarter": quarter, "year": str(local.year), "lifetime": "lifetime"}


def day_before(name: str) -> str:
    """Name the day before."""
    return str(date.fromisoformat(name) - timedelta(days=1))


def _midnight(of: date, zone: ZoneInfo) -> datetime:
    return datetime(of.year, of.month, of.day, tzinfo=zone).astimezone(UTC)
