"""What facts add up to: credits and points by person and state, re-derived from the facts alone."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from projections.audit.figures.balance import YOUNGER, balance
from projections.audit.figures.movements import Leg, legs
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.verifier.one_way import write
from projections.audit.verifier.scope import Scope


class Totals(NamedTuple):
    """What one person's movements among the facts add up to."""

    employee: str
    credits: Decimal
    active: int
    held: int
    spent: int
    expired: int
    reversed: int
    debt: int
    pending: int = 0
    paid_out: int = 0


class Movement(NamedTuple):
    """One leg of one fact."""

    position: int
    employee: str
    from_state: str
    to_state: str
    amount: Decimal


def movements(fact: ShownFact) -> list[Movement]:
    """Give what a fact moves."""
    return [
        Movement(fact.leaf.position, leg.employee, leg.source, leg.target, leg.amount)
        for leg in legs(fact.leaf.type, fact.leaf.version, fact.data or "")
    ]


def totals(facts: Iterable[ShownFact]) -> list[Totals]:
    """Add movements up, person by person."""
    moved: dict[str, list[Leg]] = {}
    for fact in facts:
        for leg in legs(fact.leaf.type, fact.leaf.version, fact.data or ""):
            moved.setdefault(leg.employee, []).append(leg)
    found = {employee: balance(moved[employee]) for employee in sorted(moved)}
    return [Totals(employee, **{**each, "credits": Decimal(each["credits"])}) for employee, each in found.items()]


def report(asked: Scope, position: int, facts: list[ShownFact]) -> bytes:
    """Write `report.json`: the figures that the readable reports show."""
    return write(
        {
            "asked": asked._asdict(),
            "facts": len(facts),
            "first": facts[0].leaf.position,
            "last": facts[-1].leaf.position,
            "position": position,
            "totals": [_told(one) for one in totals(facts)],
            "types": dict(Counter(fact.leaf.type for fact in facts)),
        }
    )


def _told(one: Totals) -> dict[str, object]:
    told = {name: value for name, value in one._asdict().items() if value or name not in YOUNGER}
    return {**told, "credits": str(one.credits)}
