"""What a person has, by state, from the legs of their facts."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from projections.audit.figures.movements import Leg

STATES = ("active", "held", "spent", "expired", "reversed", "debt")
# Left out where they are 0, so that what was written before they could be anything else still reads the same.
YOUNGER = ("pending", "paid_out")


def balance(legs: Iterable[Leg]) -> dict[str, Any]:
    """Add up; credits are written with two places, points whole, and a debt as what is owed."""
    credits_, points = Decimal(0), Counter[str]()
    for leg in legs:
        if leg.kind == "credits":
            credits_ += {"earned": leg.amount}.get(leg.target, -leg.amount)
        else:
            points[leg.target] += int(leg.amount)
            points[leg.source] -= int(leg.amount)
    points["debt"] = -points["debt"]
    younger = {state: points[state] for state in YOUNGER if points[state]}
    return {"credits": f"{credits_:.2f}", **{state: points[state] for state in STATES}, **younger}
