"""How a person stands in a period: a pure function of what is owed and of the credits that are booked in it.

No database and no clock: as of when is decided by what it is given.

A maximum bounds how much of a kind or of a category counts. Where several bounds hold, as much counts as they allow
together, so that nobody ever has less because they learnt more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import chain, combinations
from typing import NamedTuple

from ledger.periods import Year
from ledger.policy.requirement import KINDS
from ledger.requirement import Bound, Requirement
from ledger.vocabulary import NOTHING

# Credits by kind and category; both are unknown of a course that the catalogue did not know.
Sums = Mapping[tuple[str | None, str | None], Decimal]


class Posting(NamedTuple):
    """Credits that an activity earned, or that were taken back: then they are less than zero."""

    credits: Decimal
    kind: str | None
    category: str | None
    course: str
    activity: str
    effective_at: datetime
    position: int
    # The period that it counts in, where its own was closed when it was recorded.
    booked: str | None = None


class Carried(NamedTuple):
    """Credits beyond those owed in an earlier period, which count in this one, and lapse with this or a later one."""

    credits: Decimal
    since: str
    lapses_with: str
    position: int


class Line(NamedTuple):
    """How much of a posting counts, those before it having counted first."""

    posting: Posting
    counted: Decimal


class Part(NamedTuple):
    """What was earned of a kind or category, and what of it counts."""

    of: str
    earned: Decimal
    minimum: Decimal
    maximum: Decimal | None

    @property
    def counted(self) -> Decimal:
        """Credits beyond the maximum do not count."""
        return self.earned if self.maximum is None else min(self.earned, self.maximum)

    @property
    def missing(self) -> Decimal:
        """What must still be earned of it."""
        return max(self.minimum - self.earned, NOTHING)

    def said(self) -> dict[str, str | None]:
        """Write it down with every figure, in text, as decimals are written everywhere."""
        figures = (*self._asdict().items(), ("counted", self.counted), ("missing", self.missing))
        return {name: None if value is None else str(value) for name, value in figures}


class Standing(NamedTuple):
    """What a person owes, has, and still has to earn."""

    requirement: Requirement
    # In the order in which they happened.
    postings: tuple[Posting, ...]
    carried: tuple[Carried, ...]
    parts: tuple[Part, ...]
    # Of the postings, what the maxima let count.
    within: Decimal

    @property
    def period(self) -> Year:
        """The period that this is about."""
        return self.requirement.period

    @property
    def owed(self) -> Decimal:
        """The sum of the requirement's terms."""
        return self.requirement.credits

    @property
    def earned(self) -> Decimal:
        """The sum of the postings."""
        return sum((posting.credits for posting in self.postings), NOTHING)

    @property
    def carried_in(self) -> Decimal:
        """The sum of what was carried into the period."""
        return sum((carried.credits for carried in self.carried), NOTHING)

    @property
    def counted(self) -> Decimal:
        """What counts towards what is owed; credits carried in are of no kind and no category."""
        return self.within + self.carried_in

    @property
    def missing(self) -> Decimal:
        """The least that must still be earned: of the whole, or of kinds and categories below their minimum."""
        kinds = sum((part.missing for part in self.parts if part.of in KINDS), NOTHING)
        categories = sum((part.missing for part in self.parts if part.of not in KINDS), NOTHING)
        return max(self.owed - self.counted, kinds, categories, NOTHING)

    @property
    def beyond(self) -> Decimal:
        """What counts beyond what is owed; nothing as long as anything is missing."""
        return NOTHING if self.missing else max(self.counted - self.owed, NOTHING)

    def lines(self) -> Iterator[Line]:
        """Say of every posting how much of it counts; together that is what counts of all."""
        sums: defaultdict[tuple[str | None, str | None], Decimal] = defaultdict(lambda: NOTHING)
        before = NOTHING
        for posting in self.postings:
            sums[posting.kind, posting.category] += posting.credits
            now = _within(sums, self.requirement.bounds)
            yield Line(posting, now - before)
            before = now


def standing(requirement: Requirement, postings: Iterable[Posting], carried: Iterable[Carried] = ()) -> Standing:
    """State how a person stands by the postings booked in the requirement's period, and what was carried into it."""
    ordered = tuple(sorted(postings, key=lambda one: (one.effective_at, one.position)))
    sums: defaultdict[tuple[str | None, str | None], Decimal] = defaultdict(lambda: NOTHING)
    for posting in ordered:
        sums[posting.kind, posting.category] += posting.credits
    bounds = requirement.bounds
    return Standing(requirement, ordered, tuple(carried), tuple(_parts(sums, bounds)), _within(sums, bounds))


def _parts(sums: Sums, bounds: Iterable[Bound]) -> Iterator[Part]:
    """Kinds and categories that are bounded, or of which there is something."""
    bounded = {bound.of: bound for bound in bounds}
    for of in sorted({*bounded, *chain.from_iterable(sums)} - {None}, key=str):
        bound = bounded.get(str(of), Bound(str(of), NOTHING, None))
        earned = sum((credits_ for about, credits_ in sums.items() if of in about), NOTHING)
        yield Part(bound.of, earned, bound.minimum, bound.maximum)


def _within(sums: Sums, bounds: Iterable[Bound]) -> Decimal:
    """Give the most that can count with every kind and every category within its maximum.

    That is a largest flow from kinds to categories, and so the smallest cut: whatever kinds are taken at their maximum,
    of the others every category counts up to its own.
    """
    maxima = {bound.of: bound.maximum for bound in bounds if bound.maximum is not None}
    capped = [kind for kind in KINDS if kind in maxima]
    cuts = chain.from_iterable(combinations(capped, size) for size in range(len(capped) + 1))
    return min(_cut(sums, maxima, kinds) for kinds in cuts)


def _cut(sums: Sums, maxima: Mapping[str, Decimal], kinds: tuple[str, ...]) -> Decimal:
    others: defaultdict[str | None, Decimal] = defaultdict(lambda: NOTHING)
    for (kind, category), credits_ in sums.items():
        if kind not in kinds:
            others[category] += credits_
    counted = (
        credits_ if category is None else min(credits_, maxima.get(category, credits_))
        for category, credits_ in others.items()
    )
    return sum((maxima[kind] for kind in kinds), sum(counted, NOTHING))
