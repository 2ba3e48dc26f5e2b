"""The straight line: what should count by the end of a day, if the credits owed were earned evenly."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ledger.requirement import Requirement
from ledger.vocabulary import CENT

Days = tuple[date, date]


def days_there(requirement: Requirement) -> list[Days]:
    """The days, the first and the last included, on which the person is there."""
    return [(term.first, term.last) for term in requirement.terms if term.kind == "stay" and term.first and term.last]


def expected(owed: Decimal, there: Iterable[Days], day: date) -> Decimal:
    """Share what is owed by the days there up to the end of a day; two places, half up."""
    days = [((last - first).days + 1, (min(last, day) - first).days + 1) for first, last in there]
    whole = sum(all_of_them for all_of_them, _ in days)
    passed = sum(max(so_far, 0) for _, so_far in days)
    return (owed * passed / whole).quantize(CENT, ROUND_HALF_UP) if whole else Decimal("0.00")
