"""What the steps of a redemption have in common: finding it, counting its units, giving back what it holds."""

from datetime import datetime
from typing import Any

from ledger.earning import given_back
from ledger.events import Event, RedemptionCancelled, RedemptionRequested
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.recording import Past
from ledger.refusals.redemptions import UnitsUnavailable
from ledger.refusals.rewards import RedemptionSettled, RedemptionUnknown
from ledger.vocabulary import ReasonCode


def asked(past: Past, redemption: str) -> tuple[RedemptionRequested, RedemptionSoFar]:
    """Find a redemption and how far it has come."""
    so_far = past.read(RedemptionSoFar(redemption))
    if so_far.request is None:
        raise RedemptionUnknown(redemption=redemption)
    return so_far.request, so_far


def asked_by_caller(past: Past, redemption: str) -> tuple[RedemptionRequested, RedemptionSoFar]:
    """Find a redemption; somebody else's is as unknown to a person as one that never was."""
    request, so_far = asked(past, redemption)
    if past.caller.on_behalf_of not in (None, request.employee) and not past.caller.operator:
        raise RedemptionUnknown(redemption=redemption)
    return request, so_far


def about(request: RedemptionRequested) -> dict[str, Any]:
    """Give what all facts of one redemption name."""
    return {"redemption": request.redemption, "employee": request.employee, "reward": request.reward}


def some(redemption: str, units: int | None, left: int) -> int:
    """Take so many of the units that are left, or all of them."""
    if units is not None and units > left:
        raise UnitsUnavailable(redemption=redemption, units=units, left=left)
    return units or left


def refuse_settled(so_far: RedemptionSoFar) -> None:
    """Refuse a redemption of which nothing waits any more."""
    if not so_far.waiting:
        raise RedemptionSettled(redemption=so_far.redemption, state=so_far.state)


def called_off(
    past: Past, request: RedemptionRequested, so_far: RedemptionSoFar, because: ReasonCode, at: datetime
) -> list[Event]:
    """Give back what is held; points that come back pay off a debt first."""
    cancelled = RedemptionCancelled(
        **about(request),
        price=so_far.waiting * so_far.unit_price,
        lots=so_far.held,
        units=so_far.waiting,
        because=because,
        effective_at=at,
    )
    return [cancelled, *given_back(past.read(Purse(request.employee)), so_far.held, at)]
