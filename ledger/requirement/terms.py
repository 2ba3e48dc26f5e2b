"""The terms of a requirement, and the rounding under which they add up to it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from ledger.events.requirement import RequirementChangeKind
from ledger.periods import Year
from ledger.policy.requirement import Lowering, ProRata
from ledger.vocabulary import NOTHING

CENTS, HALF = 100, Fraction(1, 2)


class Change(NamedTuple):
    """What was approved for a person: so many credits more, fewer or forgiven; None forgives all."""

    change: str
    kind: RequirementChangeKind
    credits: Decimal | None
    because: str


class Term(NamedTuple):
    """So many credits more or fewer, for `days` of `of_days`, or because somebody approved it."""

    kind: Literal["stay", "absence"] | RequirementChangeKind
    # The branch, the kind of absence, or the reason of the change.
    about: str
    # The absence's or the change's name.
    name: str = ""
    # How the days count, by which version of the policy, and what they are a share of.
    rule: ProRata | Lowering | None = None
    version: str = ""
    of_credits: Decimal = NOTHING
    days: int = 0
    of_days: int = 0
    # Of twelve, where it is owed for the months in which there is a day.
    months: int = 0
    first: date | None = None
    last: date | None = None
    credits: Decimal = NOTHING


class Part(NamedTuple):
    """A term before rounding. What would take more than there is takes all of it, and so does None."""

    adds: Fraction | None
    term: Term


class Bound(NamedTuple):
    """How many of the credits owed are to be of a kind or category, and how many of it count; None: all of them."""

    of: str
    minimum: Decimal
    maximum: Decimal | None


class Requirement(NamedTuple):
    """What is owed, term by term, and what it is to be made of."""

    period: Year
    terms: tuple[Term, ...]
    bounds: tuple[Bound, ...]

    @property
    def credits(self) -> Decimal:
        """What is owed: the sum of the terms."""
        return sum((term.credits for term in self.terms), NOTHING)


def added_up(parts: Iterable[Part]) -> tuple[tuple[Term, ...], Fraction]:
    """Round the sum so far after every part; a term is what that adds, so that terms never drift from the sum."""
    terms: list[Term] = []
    total = Fraction(0)
    for adds, term in parts:
        before, total = total, Fraction(0) if adds is None else max(total + adds, Fraction(0))
        terms.append(term._replace(credits=rounded(total) - rounded(before)))
    return tuple(terms), total


def rounded(exact: Fraction) -> Decimal:
    """Round to two places, half up; nothing here is less than zero."""
    return (Decimal(int(exact * CENTS + HALF)) / CENTS).quantize(NOTHING)
