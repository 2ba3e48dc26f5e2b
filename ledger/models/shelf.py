"""What a reward costs, and how many units of it are left."""

from datetime import datetime
from typing import NamedTuple

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


class Price(NamedTuple):
    """What one unit costs from a moment on."""

    since: datetime
    points: int


class Shelf(Model):
    """A reward as it is offered."""

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
        self.prices: tuple[Price, ...] = ()

    def apply(self, event: Event) -> None:
        """Count units in and out."""
        match event:
            case RedemptionRequested():
                self.left -= event.units
            case RewardListed():
                self.listed, self.left = True, event.stock
                self.prices = (Price(event.effective_at, event.price),)
            case RewardRestocked() | RedemptionCancelled() | RedemptionRefunded():
                self.left += event.units
            case RewardRepriced():
                others = [price for price in self.prices if price.since != event.effective_at]
                self.prices = tuple(sorted([*others, Price(event.effective_at, event.price)]))

    def price_at(self, moment: datetime) -> int:
        """Give the price of one unit; a price may have been set for later."""
        for price in reversed(self.prices):
            if price.since <= moment:
                return price.points
        return self.prices[0].points  # a clock behind the one that listed it
