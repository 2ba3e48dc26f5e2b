"""How far a redemption has come."""

from collections.abc import Iterable
from typing import Literal

from ledger.events import (
    BenefitUsed,
    Event,
    LotPart,
    RedemptionApproved,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionLapsed,
    RedemptionRefunded,
    RedemptionRejected,
    RedemptionRequested,
)
from ledger.models.model import Model
from ledger.vocabulary import ApprovalStep

RedemptionState = Literal["none", "requested", "approved", "rejected", "lapsed", "fulfilled", "cancelled", "refunded"]
Parts = tuple[LotPart, ...]


class RedemptionSoFar(Model):
    """What of a redemption is held, spent and given back: its units, and the lots they were paid from."""

    about = ("redemption",)
    reads = (
        RedemptionRequested,
        RedemptionApproved,
        RedemptionRejected,
        RedemptionLapsed,
        RedemptionFulfilled,
        RedemptionCancelled,
        RedemptionRefunded,
        BenefitUsed,
    )

    def __init__(self, redemption: str) -> None:
        super().__init__(redemption)
        self.redemption = redemption
        self.request: RedemptionRequested | None = None
        self.approvers: tuple[str, ...] = ()
        # Units that wait to be fulfilled, that the person has, used of those, and that came back.
        self.waiting = 0
        self.kept = 0
        self.used = 0
        self.refunded = 0
        self.called_off: RedemptionState = "cancelled"
        # Lots are spent in the order of the request, and come back from the one spent last.
        self.held: Parts = ()
        self.spent: Parts = ()

    def apply(self, event: Event) -> None:
        """Move units and lots one step on."""
        match event:
            case RedemptionRequested():
                self.request, self.waiting, self.held = event, event.units, event.lots
            case RedemptionApproved():
                self.approvers = (*self.approvers, event.approver)
            case RedemptionRejected():
                self.called_off = "rejected"
            case RedemptionLapsed():
                self.called_off = "lapsed"
            case RedemptionFulfilled():
                first, self.held = split(self.held, event.price)
                self.spent = joined((*self.spent, *first))
                self.waiting -= event.units
                self.kept += event.units
            case RedemptionCancelled():
                self.waiting, self.held = 0, ()
            case RedemptionRefunded():
                self.spent, _ = split(self.spent, total(self.spent) - event.price)
                self.kept -= event.units
                self.refunded += event.units
            case BenefitUsed():
                self.used += event.units

    @property
    def state(self) -> RedemptionState:
        """Say it in one word; of a redemption in parts, the step that is still to come."""
        if self.request is None:
            return "none"
        if self.waiting:
            return "requested" if self.approvals_missing else "approved"
        if self.kept:
            return "fulfilled"
        return "refunded" if self.refunded else self.called_off

    @property
    def approvals_missing(self) -> tuple[ApprovalStep, ...]:
        """Name the approvals still to come, the next one first."""
        return self.request.approvals[len(self.approvers) :] if self.request else ()

    @property
    def unit_price(self) -> int:
        """Points of one unit, as they were when it was asked for."""
        return self.request.price // self.request.units if self.request else 0

    def last_spent(self, units: int) -> Parts:
        """Name the lots that so many of the units kept were paid from, the last ones."""
        return split(self.spent, total(self.spent) - units * self.unit_price)[1]


def total(parts: Iterable[LotPart]) -> int:
    """Count the points of all parts."""
    return sum(part.points for part in parts)


def split(parts: Parts, points: int) -> tuple[Parts, Parts]:
    """Cut a row of parts after so many points."""
    first: list[LotPart] = []
    rest: list[LotPart] = []
    for lot, held in parts:
        taken = min(held, points)
        points -= taken
        if taken:
            first.append(LotPart(lot, taken))
        if held > taken:
            rest.append(LotPart(lot, held - taken))
    return tuple(first), tuple(rest)


def joined(parts: Iterable[LotPart]) -> Parts:
    """Name each lot once."""
    points: dict[str, int] = {}
    for lot, part in parts:
        points[lot] = points.get(lot, 0) + part
    return tuple(LotPart(lot, part) for lot, part in points.items())
