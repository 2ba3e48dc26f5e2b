"""What can be redeemed, and what was."""

from typing import Literal

from ledger.events import (
    Event,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
    RewardListed,
    RewardRepriced,
    RewardRestocked,
)
from ledger.models.model import Model


class Shelf(Model):
    """How many units of a reward are left, and what one costs now."""

    about = ("reward",)
    reads = (
        RewardListed,
        RewardRestocked,
        RewardRepriced,
        RedemptionRequested,
        RedemptionCancelled,
        RedemptionRefunded,
    )

    def __init__(self, reward: str) -> None:
        super().__init__(reward)
        self.listed = False
        self.left = 0
        self.price = 0

    def apply(self, event: Event) -> None:
        """Count units in and out."""
        match event:
            case RedemptionRequested():
                self.left -= 1
            case RewardListed():
                self.listed, self.left, self.price = True, event.stock, event.price
            case RewardRestocked():
                self.left += event.units
            case RewardRepriced():
                self.price = event.price
            case RedemptionCancelled() | RedemptionRefunded():
                self.left += 1


RedemptionState = Literal["none", "requested", "fulfilled", "cancelled", "refunded"]


class RedemptionSoFar(Model):
    """How far a redemption has come."""

    about = ("redemption",)
    reads = (RedemptionRequested, RedemptionFulfilled, RedemptionCancelled, RedemptionRefunded)

    def __init__(self, redemption: str) -> None:
        super().__init__(redemption)
        self.state: RedemptionState = "none"
        self.request: RedemptionRequested | None = None

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case RedemptionRequested():
                self.state, self.request = "requested", event
            case RedemptionFulfilled():
                self.state = "fulfilled"
            case RedemptionCancelled():
                self.state = "cancelled"
            case RedemptionRefunded():
                self.state = "refunded"
