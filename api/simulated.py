"""What a simulation says of each person, of a branch, and of everybody."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from ledger.standing import Standing
from ledger.vocabulary import NOTHING

FIGURES = ("owed_now", "counted_now", "missing_now", "owed_then", "counted_then", "missing_then")


class Simulated(NamedTuple):
    """One person, as things are and under the draft."""

    employee: str
    branch: str | None
    owed_now: Decimal
    counted_now: Decimal
    missing_now: Decimal
    owed_then: Decimal
    counted_then: Decimal
    missing_then: Decimal

    @classmethod
    def of(cls, employee: str, branch: str | None, now: Standing | None, then: Standing | None) -> Self:
        """Take the figures from both standings; whom the period does not concern owes nothing."""
        return cls(employee, branch, *_figures(now), *_figures(then))

    @property
    def gains(self) -> bool:
        """Has less to earn."""
        return self.missing_then < self.missing_now

    @property
    def loses(self) -> bool:
        """Has more to earn."""
        return self.missing_then > self.missing_now

    @property
    def falls_below(self) -> bool:
        """Has something to earn, and had nothing."""
        return self.missing_now == NOTHING < self.missing_then


class Total(NamedTuple):
    """A branch, or everybody: how many people, who gains and who loses, and all their figures."""

    branch: str | None
    people: int
    gain: int
    lose: int
    fall_below: int
    owed_now: Decimal
    counted_now: Decimal
    missing_now: Decimal
    owed_then: Decimal
    counted_then: Decimal
    missing_then: Decimal

    @classmethod
    def of(cls, branch: str | None, people: Sequence[Simulated]) -> Self:
        """Add them up."""
        return cls(
            branch,
            len(people),
            sum(one.gains for one in people),
            sum(one.loses for one in people),
            sum(one.falls_below for one in people),
            *(sum((getattr(one, figure) for one in people), NOTHING) for figure in FIGURES),
        )


def totals(people: Iterable[Simulated]) -> tuple[Total, list[Total]]:
    """Add up everybody, and every branch."""
    by_branch: defaultdict[str | None, list[Simulated]] = defaultdict(list)
    for one in people:
        by_branch[one.branch].append(one)
    branches = [Total.of(branch, by_branch[branch]) for branch in sorted(by_branch, key=str)]
    return Total.of(None, [one for some in by_branch.values() for one in some]), branches


def _figures(stands: Standing | None) -> tuple[Decimal, Decimal, Decimal]:
    return (NOTHING,) * 3 if stands is None else (stands.owed, stands.counted, stands.missing)
