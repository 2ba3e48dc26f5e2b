"""What a fact moves, as legs of double entry: the table of `projections/movements.sql`, for who has no database."""

from decimal import Decimal
from typing import Any, NamedTuple

from projections.audit.figures.data import VERSIONS, credits_, members, text, whole
from projections.audit.tlog.invalid import Invalid


class Leg(NamedTuple):
    """An amount on its way from one state to another."""

    employee: str
    kind: str  # credits | points
    source: str
    target: str
    amount: Decimal


# The member that holds the amount; `rest` is what of a reversed lot had expired.
LEGS = {
    "CreditsAwarded": (("issuer", "earned", "credits"),),
    "CreditsReversed": (("earned", "reversed", "credits"),),
    "PointsEarned": (("issuer", "active", "points"),),
    "DebtSettled": (("active", "debt", "points"),),
    "PointsExpired": (("active", "expired", "points"),),
    "PointsReversed": (("active", "reversed", "taken"), ("debt", "reversed", "debt"), ("expired", "reversed", "rest")),
    "RedemptionRequested": (("active", "held", "price"),),
    "RedemptionFulfilled": (("held", "spent", "price"),),
    "RedemptionCancelled": (("held", "active", "price"),),
    "RedemptionRefunded": (("spent", "active", "price"),),
}


def legs(kind: str, version: int, data: str) -> list[Leg]:
    """Give what a fact of this type moves; most move nothing."""
    if kind not in LEGS:
        return []
    if version not in VERSIONS:
        raise Invalid(f"version {version} of {kind} is newer than this program")
    found = members(data)
    employee, unit = text(found, "employee"), "credits" if kind.startswith("Credits") else "points"
    return [Leg(employee, unit, source, target, _amount(found, member)) for source, target, member in LEGS[kind]]


def _amount(found: dict[str, Any], member: str) -> Decimal:
    if member == "credits":
        return credits_(found, member)
    if member == "rest":
        return Decimal(whole(found, "points") - whole(found, "taken") - whole(found, "debt"))
    return Decimal(whole(found, member))
