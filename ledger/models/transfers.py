"""How far a transfer of responsibility has come."""

from typing import Literal

from ledger.events import Event, TransferApproved, TransferProposed, TransferRejected
from ledger.models.model import Model


class TransferSoFar(Model):
    """What was proposed, and what somebody else said."""

    about = ("transfer",)
    reads = (TransferProposed, TransferApproved, TransferRejected)

    def __init__(self, transfer: str) -> None:
        super().__init__(transfer)
        self.transfer = transfer
        self.proposed: TransferProposed | None = None
        self.state: Literal["proposed", "approved", "rejected"] = "proposed"

    def apply(self, event: Event) -> None:
        """A proposal is decided once."""
        match event:
            case TransferProposed():
                self.proposed = event
            case TransferApproved():
                self.state = "approved"
            case TransferRejected():
                self.state = "rejected"
