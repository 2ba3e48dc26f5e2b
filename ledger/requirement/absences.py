"""What days away take from what is owed for a stretch; never more than all of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledger.models.career import Absence
from ledger.policy.calendar import CalendarPolicy
from ledger.policy.requirement import Lowering
from ledger.requirement.stretches import Stretch
from ledger.requirement.terms import Part, Term, rounded
from ledger.working_days import working_days


class Away(NamedTuple):
    """An absence as far as it lies in a stretch, and how it counts there."""

    absence: Absence
    first: date
    last: date
    rule: Lowering

    @property
    def days(self) -> int:
        """How many days of the stretch."""
        return (self.last - self.first).days + 1


def lowered(calendar: CalendarPolicy, stretch: Stretch, credits_: Fraction, away: Sequence[Absence]) -> Iterator[Part]:
    """Lower by days first; of what is left, working days away take their share of the working days left."""
    within = [_within(stretch, one) for one in away if one.first <= stretch.last and stretch.first <= one.last]
    by_days = [one for one in within if one.rule == "days"]
    for one in by_days:
        yield _part(stretch, one, credits_, one.days, stretch.days)
    left = credits_ * Fraction(stretch.days - sum(one.days for one in by_days), stretch.days)
    worked = working_days(calendar, stretch.first, stretch.last)
    worked -= sum(working_days(calendar, one.first, one.last) for one in by_days)
    for one in within:
        days = working_days(calendar, one.first, one.last)
        if days and one.rule == "working_days":
            yield _part(stretch, one, left, days, worked)


def _within(stretch: Stretch, absence: Absence) -> Away:
    rule = stretch.rules.absence(absence.kind)
    counts = rule is not None and absence.days >= rule.from_days
    lowers_by: Lowering = rule.lowers_by if rule is not None and counts else "nothing"
    return Away(absence, max(absence.first, stretch.first), min(absence.last, stretch.last), lowers_by)


def _part(stretch: Stretch, away: Away, of: Fraction, days: int, of_days: int) -> Part:
    term = Term(
        "absence",
        away.absence.kind,
        name=away.absence.absence,
        rule=away.rule,
        version=stretch.version,
        of_credits=rounded(of),
        days=days,
        of_days=of_days,
        first=away.first,
        last=away.last,
    )
    return Part(-of * Fraction(days, of_days), term)
