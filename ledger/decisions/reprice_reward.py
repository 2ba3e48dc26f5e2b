"""Change what a reward costs."""

from ledger.events import RewardRepriced
from ledger.models.shelf import Shelf
from ledger.recording import Command, Past
from ledger.refusals.rewards import PriceUnchanged, RewardUnknown
from ledger.vocabulary import Id, Points


class RepriceReward(Command):
    """Set the price from now on; requests already made keep theirs."""

    reward: Id
    price: Points

    def decide(self, past: Past) -> RewardRepriced:
        """Refuse an unknown reward and the price it has."""
        shelf = past.read(Shelf(self.reward))
        if not shelf.listed:
            raise RewardUnknown(reward=self.reward)
        if shelf.price_at(past.now) == self.price:
            raise PriceUnchanged(reward=self.reward, price=self.price)
        return RewardRepriced(reward=self.reward, price=self.price, effective_at=past.now)
