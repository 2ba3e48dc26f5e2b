"""Put a reward on the shelf."""

from ledger.events import RewardListed
from ledger.models.shelf import Shelf
from ledger.recording import Command, Past
from ledger.refusals.rewards import RewardAlreadyListed
from ledger.vocabulary import Id, Points, RewardKind, Text, Units


class ListReward(Command):
    """Offer a reward at a price, with so many units in stock."""

    reward: Id
    title: Text
    kind: RewardKind
    price: Points
    stock: Units

    def decide(self, past: Past) -> RewardListed:
        """Refuse an id that is taken."""
        if past.read(Shelf(self.reward)).listed:
            raise RewardAlreadyListed(reward=self.reward)
        return RewardListed(
            reward=self.reward,
            title=self.title,
            kind=self.kind,
            price=self.price,
            stock=self.stock,
            effective_at=past.now,
        )
