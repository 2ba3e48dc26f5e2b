"""How far a correction by hand has come."""

from typing import Literal

from ledger.events import AdjustmentApproved, AdjustmentProposed, AdjustmentRejected, Event
from ledger.models.model import Model


class AdjustmentSoFar(Model):
    """What was proposed, and what somebody else said."""

    about = ("adjustment",)
    reads = (AdjustmentProposed, AdjustmentApproved, AdjustmentRejected)

    def __init__(self, adjustment: str) -> None:
        super().__init__(adjustment)
        self.adjustment = adjustment
        self.proposed: AdjustmentProposed | None = None
        self.state: Literal["proposed", "approved", "rejected"] = "proposed"

    def apply(self, event: Event) -> None:
        """A proposal is decided once."""
        match event:
            case AdjustmentProposed():
                self.proposed = event
            case AdjustmentApproved():
                self.state = "approved"
            case AdjustmentRejected():
                self.state = "rejected"
