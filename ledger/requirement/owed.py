"""The sum: for every stay its share, less for absences, and what was approved."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import get_args

from ledger.events.requirement import RequirementChangeKind
from ledger.models.career import Absence
from ledger.periods import Year
from ledger.policy.calendar import CalendarPolicy
from ledger.requirement.absences import lowered
from ledger.requirement.stretches import Stretch
from ledger.requirement.terms import Bound, Change, Part, Requirement, Term, added_up, rounded

MONTHS = 12
# What is raised is there to be lowered, and what is left to be forgiven.
ORDER = get_args(RequirementChangeKind)


def owed(
    period: Year,
    calendar: CalendarPolicy,
    stretches: Sequence[Stretch],
    absences: Iterable[Absence],
    changes: Iterable[Change],
) -> Requirement:
    """State what is owed; neither the stretches nor the absences overlap."""
    away = sorted(absences, key=lambda absence: absence.first)
    shares = _shares(period, stretches)
    stays = [_stay(period, stretches, stretch, share) for stretch, share in zip(stretches, shares, strict=True)]
    whole = Fraction(0)
    parts: list[Part] = []
    for stretch, (credits_, term) in zip(stretches, stays, strict=True):
        parts += [Part(credits_, term), *lowered(calendar, stretch, credits_, away)]
        whole += credits_
    parts += [_change(one) for one in sorted(changes, key=lambda one: (ORDER.index(one.kind), one.change))]
    terms, total = added_up(parts)
    return Requirement(period, terms, tuple(_bounds(stretches, shares, total / whole if whole else Fraction(0))))


def _shares(period: Year, stretches: Sequence[Stretch]) -> list[Fraction]:
    """The share of its rules' credits that each stretch owes: all the days' share, divided by days."""
    employed = sum(stretch.days for stretch in stretches)
    of_period = {
        "days": Fraction(employed, period.days),
        "months_started": Fraction(_months(period, stretches), MONTHS),
        "none": Fraction(1),
    }
    return [of_period[stretch.rules.pro_rata] * Fraction(stretch.days, employed) for stretch in stretches]


def _months(period: Year, stretches: Sequence[Stretch]) -> int:
    """Count the months of the period in which there is a day; they begin on the day on which the period begins."""
    return len(
        {
            month
            for stretch in stretches
            for month in range(_month(period, stretch.first), _month(period, stretch.last) + 1)
        }
    )


def _month(period: Year, day: date) -> int:
    months = (day.year - period.first.year) * MONTHS + day.month - period.first.month
    return months - (day.day < period.first.day)


def _stay(period: Year, stretches: Sequence[Stretch], stretch: Stretch, share: Fraction) -> tuple[Fraction, Term]:
    by_days, by_months = (stretch.rules.pro_rata == rule for rule in ("days", "months_started"))
    term = Term(
        "stay",
        stretch.branch,
        rule=stretch.rules.pro_rata,
        version=stretch.version,
        of_credits=stretch.rules.credits,
        days=stretch.days,
        of_days=period.days if by_days else sum(one.days for one in stretches),
        months=_months(period, stretches) if by_months else 0,
        first=stretch.first,
        last=stretch.last,
    )
    return share * Fraction(stretch.rules.credits), term


def _change(change: Change) -> Part:
    term = Term(change.kind, change.because, name=change.change)
    if change.credits is None:
        return Part(None, term)
    return Part(Fraction(change.credits) * (1 if change.kind == "raise" else -1), term)


def _bounds(stretches: Sequence[Stretch], shares: Sequence[Fraction], kept: Fraction) -> Iterator[Bound]:
    """Minimum and maximum shrink with what is owed; where nothing bounds a category, all that is owed may be of it."""
    named = dict.fromkeys(rule.of for stretch in stretches for rule in stretch.rules.categories)
    for of in named:
        minimum = maximum = Fraction(0)
        capped = False
        for stretch, share in zip(stretches, shares, strict=True):
            rule = next((one for one in stretch.rules.categories if one.of == of), None)
            cap = rule.maximum_credits if rule is not None else None
            capped = capped or cap is not None
            minimum += share * Fraction(rule.minimum_credits if rule is not None else 0)
            maximum += share * Fraction(stretch.rules.credits if cap is None else cap)
        yield Bound(of, rounded(minimum * kept), rounded(maximum * kept) if capped else None)
