"""Control totals: how many facts of each type a range of the log holds, and what they move."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from projections.audit.figures.data import VERSIONS, credits_, members, text, whole
from projections.audit.tlog.invalid import Invalid

TYPE = "ControlTotalsRecorded"
CREDITS = {"CreditsAwarded": "credits_awarded", "CreditsReversed": "credits_reversed"}
# Beside each figure the member that it adds up.
POINTS = {
    "PointsEarned": ("points_earned", "points"),
    "PointsExpired": ("points_expired", "points"),
    "PointsReversed": ("points_reversed", "points"),
    "RedemptionFulfilled": ("points_spent", "price"),
    "RedemptionRefunded": ("points_refunded", "price"),
}
REQUESTED = "RedemptionRequested"
# Whose data matters; of all others it is enough that they are there.
TYPES = frozenset((*CREDITS, *POINTS))


class Counted(NamedTuple):
    """A fact as totals see it; `data` may be left out where its type has no figure."""

    position: int
    type: str
    version: int
    data: str


class Totals:
    """Adds facts up."""

    def __init__(self, told: dict[str, Any] | None = None) -> None:
        """Begin with nothing, or go on from what was told."""
        told = told or {}
        self._facts = Counter[str](told.get("facts", {}))
        self._credits = {name: Decimal(told.get(name, 0)) for name in CREDITS.values()}
        self._points = {name: int(told.get(name, 0)) for name, _ in POINTS.values()}

    def add(self, fact: Counted) -> None:
        """Count one fact in."""
        try:
            self._add(fact)
        except Invalid as no:
            raise Invalid(f"the fact at position {fact.position} has no figures: {no}") from None

    def _add(self, fact: Counted) -> None:
        self._facts[fact.type] += 1
        if fact.type not in TYPES:
            return
        if fact.version not in VERSIONS:
            raise Invalid(f"version {fact.version} of {fact.type} is newer than this program")
        found = members(fact.data)
        if fact.type in CREDITS:
            self._credits[CREDITS[fact.type]] += credits_(found, "credits")
        else:
            name, member = POINTS[fact.type]
            self._points[name] += whole(found, member)

    def told(self) -> dict[str, Any]:
        """Give the figures as they are recorded."""
        return {
            "facts": dict(sorted(self._facts.items())),
            **{name: f"{amount:.2f}" for name, amount in self._credits.items()},
            **self._points,
            "redemptions": self._facts[REQUESTED],
        }


class Recorded(NamedTuple):
    """Totals that stand in the log."""

    position: int
    period: str
    first: int
    last: int
    day: dict[str, Any]
    total: dict[str, Any]


class WrongTotal(NamedTuple):
    """The first recorded figure that the facts do not lead to."""

    period: str
    position: int
    figure: str
    said: object
    found: object


def recorded(position: int, data: str) -> Recorded:
    """Read a recorded total."""
    found = members(data)
    day, total = found.get("day"), found.get("total")
    if not isinstance(day, dict) or not isinstance(total, dict):
        raise Invalid("totals have a day and a total")
    return Recorded(position, text(found, "period"), whole(found, "first"), whole(found, "last"), day, total)


def first_wrong(all_recorded: Sequence[Recorded], facts: Iterable[Counted]) -> WrongTotal | None:
    """Derive every recorded total again from facts in the order of the log; name the first that is wrong."""
    running, before, stream = Totals(), 0, iter(facts)
    ahead: Counted | None = None
    for one in all_recorded:
        if one.first != before + 1 or one.last < before:
            return WrongTotal(one.period, one.position, "first", one.first, before + 1)
        day = Totals()
        for fact in _until(stream, ahead, one.last):
            ahead = fact if fact.position > one.last else None
            if ahead is None:
                try:
                    day.add(fact)
                    running.add(fact)
                except Invalid as no:
                    return WrongTotal(one.period, one.position, f"position {fact.position}", fact.data, str(no))
        for name, said, derived in (("day", one.day, day.told()), ("total", one.total, running.told())):
            if (figure := _differing(said, derived)) is not None:
                return WrongTotal(one.period, one.position, f"{name}.{figure}", said.get(figure), derived.get(figure))
        before = one.last
    return None


def _until(stream: Iterator[Counted], ahead: Counted | None, last: int) -> Iterator[Counted]:
    """Go on to the first fact behind `last`, which is given too."""
    fact = ahead or next(stream, None)
    while fact is not None:
        yield fact
        if fact.position > last:
            return
        fact = next(stream, None)


def _differing(said: dict[str, Any], derived: dict[str, Any]) -> str | None:
    return next((name for name in sorted({*said, *derived}) if said.get(name) != derived.get(name)), None)
