"""What can be redeemed."""

from ledger.events import (
    Event,
    RedemptionCancelled,
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
                self.left -= event.units
            case RewardListed():
                self.listed, self.left, self.price = True, event.stock, event.price
            case RewardRestocked() | RedemptionCancelled() | RedemptionRefunded():
                self.left += event.units
            case RewardRepriced():
                self.price = event.price
