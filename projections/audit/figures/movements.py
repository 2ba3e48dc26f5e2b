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


# The member that holds the amount. Of a new lot all points can be spent `now`, or all `later`; `rest` is what of a
# reversed lot had expired.
LEGS = {
    "CreditsAwarded": (("issuer", "earned", "credits"),),
    "CreditsReversed": (("earned", "reversed", "credits"),),
    "PointsEarned": (("issuer", "active", "now"), ("issuer", "pending", "later")),
    "PointsActivated": (("pending", "active", "points"),),
    "DebtSettled": (("active", "debt", "points"),),
    "PointsExpired": (("active", "expired", "points"),),
    "PointsReversed": (
        ("active", "reversed", "taken"),
        ("debt", "reversed", "debt"),
        ("expired", "reversed", "rest"),
        ("pending", "reversed", "pending"),
    ),
    "PointsDeducted": (("active", "reversed", "taken"), ("debt", "reversed", "debt")),
    "PointsPaidOut": (("active", "paid_out", "points"),),
    "DebtWaived": (("issuer", "debt", "points"),),
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
    found_legs = [Leg(employee, unit, source, target, _amount(found, member)) for source, target, member in LEGS[kind]]
    # An award of 0 says why it is 0; nothing else that is 0 has moved.
    return [leg for leg in found_legs if leg.amount or unit == "credits"]


def _amount(found: dict[str, Any], member: str) -> Decimal:
    if member == "credits":
        return credits_(found, member)
    if member in ("now", "later"):
        waits = found.get("activates_at") is not None
        return Decimal(whole(found, "points") if waits == (member == "later") else 0)
    if member == "pending":
        return Decimal(whole(found, member) if member in found else 0)
    if member == "rest":
        gone = sum((_amount(found, each) for each in ("taken", "debt", "pending")), Decimal(0))
        return whole(found, "points") - gone
    return Decimal(whole(found, member))
