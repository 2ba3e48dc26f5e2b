"""The learning curve: what counts by the end of each month, beside the straight line."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from ledger.lives import Company
from ledger.pace import days_there, expected
from ledger.standing import Standing
from ledger.vocabulary import NOTHING

ONE_DAY = timedelta(days=1)


class Month(Struct, frozen=True):
    """What of a month's credits counts, what counts up to its end, and what should on a straight line."""

    period: str
    month: str
    day: date
    credits: Decimal
    counted: Decimal
    expected: Decimal


def curve(stands: Standing, until: date) -> Iterator[Month]:
    """Follow a period month by month, from when there is anything to show up to a day.

    What was carried in is there from the first day on; what was learnt before it and is booked here is of its first
    month.
    """
    period, there = stands.period, days_there(stands.requirement)
    learnt = [(Company.day(line.posting.effective_at), line.counted) for line in stands.lines()]
    counted, before, shown = stands.carried_in, date.min, False
    for last in _ends(period.first, until):
        of_month = sum((credits_ for day, credits_ in learnt if before < day <= last), NOTHING)
        counted += of_month
        line, before = expected(stands.owed, there, last), last
        shown = shown or bool(counted or line)
        if shown:
            yield Month(period.name, f"{last:%Y-%m}", last, of_month, counted, line)


def _ends(first: date, until: date) -> Iterator[date]:
    """Give the last day of every month, and the last of all."""
    day = first
    while day <= until:
        following = (day.replace(day=1) + 31 * ONE_DAY).replace(day=1)
        yield min(following - ONE_DAY, until)
        day = following
