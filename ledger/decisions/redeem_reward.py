"""Spend points on a reward."""

from collections.abc import Sequence

from ledger.events import Event, RedemptionRequested
from ledger.models.rewards import Purse
from ledger.offering import charged_branch, offered, ran_low
from ledger.recording import Command, Past
from ledger.refusals.rewards import PointsInsufficient
from ledger.vocabulary import Id


class RedeemReward(Command):
    """Hold points and one unit of a reward; the lots that expire first are taken first."""

    employee: Id
    reward: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse without stock or points; otherwise freeze the price and name the lots."""
        shelf = offered(past, self.reward, self.employee, units=1)
        price = shelf.price_at(past.now)
        purse = past.read(Purse(self.employee))
        lots = purse.spend(price, past.now)
        if lots is None:
            short_by = price - purse.spendable(past.now)
            raise PointsInsufficient(reward=self.reward, price=price, short_by=short_by)
        request = RedemptionRequested(
            redemption=past.new_id(),
            employee=self.employee,
            reward=self.reward,
            price=price,
            lots=lots,
            branch=charged_branch(past, shelf, self.employee),
            effective_at=past.now,
        )
        return [request, *ran_low(shelf, 1, past)]
