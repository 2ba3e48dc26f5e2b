"""What facts add up to: credits and points by person and state, re-derived from the facts alone."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.verifier.one_way import write
from projections.audit.verifier.scope import Scope

# Each movement as a leg of double entry, from one state to another, as the ledger's own journal has them.
LEGS = {
    "CreditsAwarded": (("issuer", "credits", "credits"),),
    "CreditsReversed": (("credits", "gone", "credits"),),
    "PointsEarned": (("issuer", "active", "points"),),
    "DebtSettled": (("active", "debt", "points"),),
    "PointsExpired": (("active", "expired", "points"),),
    "PointsReversed": (("active", "reversed", "taken"), ("debt", "reversed", "debt"), ("expired", "reversed", "rest")),
    "RedemptionRequested": (("active", "held", "price"),),
    "RedemptionFulfilled": (("held", "spent", "price"),),
    "RedemptionCancelled": (("held", "active", "price"),),
    "RedemptionRefunded": (("spent", "active", "price"),),
}
_CREDITS = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
_ZERO = Decimal("0.00")
_STATES = ("active", "held", "spent", "expired", "reversed")


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


class Movement(NamedTuple):
    """One leg of one fact."""

    position: int
    employee: str
    from_state: str
    to_state: str
    amount: Decimal | int


def movements(fact: ShownFact) -> Iterator[Movement]:
    """Give what a fact moves."""
    if legs := LEGS.get(fact.leaf.type):
        data = data_of(fact)
        employee = data.get("employee")
        if not isinstance(employee, str):
            raise Invalid(f"position {fact.leaf.position} moves something, but nobody's")
        for from_state, to_state, part in legs:
            yield Movement(fact.leaf.position, employee, from_state, to_state, _amount(data, part))


def totals(facts: Iterable[ShownFact]) -> list[Totals]:
    """Add movements up, person by person."""
    sums: dict[str, Counter[str]] = {}
    learnt: dict[str, Decimal] = {}
    for fact in facts:
        for _, employee, from_state, to_state, amount in movements(fact):
            sign = 1 if to_state == "credits" else -1 if from_state == "credits" else 0
            learnt[employee] = learnt.get(employee, _ZERO) + sign * amount
            moved = sums.setdefault(employee, Counter())
            if not sign and isinstance(amount, int):
                moved[to_state] += amount
                moved[from_state] -= amount
    return [
        Totals(employee, learnt[employee], **{state: moved[state] for state in _STATES}, debt=-moved["debt"])
        for employee, moved in sorted(sums.items())
    ]


def report(asked: Scope, position: int, facts: list[ShownFact]) -> bytes:
    """Write `report.json`: the figures that the readable reports show."""
    return write(
        {
            "asked": asked._asdict(),
            "facts": len(facts),
            "first": facts[0].leaf.position,
            "last": facts[-1].leaf.position,
            "position": position,
            "totals": [{**one._asdict(), "credits": str(one.credits)} for one in totals(facts)],
            "types": dict(Counter(fact.leaf.type for fact in facts)),
        }
    )


def data_of(fact: ShownFact) -> dict[str, Any]:
    """Read a fact's data; numbers with a point are never floats."""
    try:
        data = json.loads(fact.data or "", parse_float=str)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Invalid(f"the data at position {fact.leaf.position} is no JSON object")
    return data


def _amount(data: dict[str, Any], part: str) -> Decimal | int:
    if part == "credits":
        text = data.get(part)
        if not isinstance(text, str) or not _CREDITS.fullmatch(text):
            raise Invalid("credits have two places")
        return Decimal(text)
    names = ("points", "taken", "debt") if part == "rest" else (part,)
    whole, *less = (_points(data.get(name)) for name in names)
    return whole - sum(less)


def _points(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid("points are whole numbers")
    return value
