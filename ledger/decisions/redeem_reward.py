"""Spend points on a reward."""

from ledger.events import RedemptionRequested
from ledger.models.purse import Purse
from ledger.models.rewards import Shelf
from ledger.recording import Command, Past
from ledger.refusals.rewards import PointsInsufficient, RewardUnknown, StockExhausted
from ledger.vocabulary import Id


class RedeemReward(Command):
    """Hold points and one unit of a reward; the lots that expire first are taken first."""

    employee: Id
    reward: Id

    def decide(self, past: Past) -> RedemptionRequested:
        """Refuse without stock or points; otherwise freeze the price and name the lots."""
        shelf = past.read(Shelf(self.reward))
        if not shelf.listed:
            raise RewardUnknown(reward=self.reward)
        if shelf.left <= 0:
            raise StockExhausted(reward=self.reward)
        purse = past.read(Purse(self.employee))
        lots = purse.spend(shelf.price, past.now)
        if lots is None:
            short_by = shelf.price - purse.spendable(past.now)
            raise PointsInsufficient(reward=self.reward, price=shelf.price, short_by=short_by)
        return RedemptionRequested(
            redemption=past.new_id(),
            employee=self.employee,
            reward=self.reward,
            price=shelf.price,
            lots=lots,
            effective_at=past.now,
        )
