"""Spend points on a reward."""

from collections.abc import Sequence
from datetime import timedelta

from ledger.events import Event, RedemptionRequested
from ledger.lots import due
from ledger.models.purse import Purse
from ledger.offering import charged_branch, offered, ran_low
from ledger.recording import Command, Past
from ledger.refusals.redemptions import PriceChanged, RedemptionTooLarge
from ledger.refusals.rewards import PointsInsufficient
from ledger.vocabulary import POINTS_MAX, Id, Points, Units


class RedeemReward(Command):
    """Hold points and units of a reward; the lots that expire first are taken first.

    `price_seen` is what the person was shown for one unit: at any other price nothing is held.
    """

    employee: Id
    reward: Id
    units: Units = 1
    price_seen: Points | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse without stock or points; otherwise freeze the price, name the lots and whose approvals it needs."""
        shelf = offered(past, self.reward, self.employee, self.units)
        unit_price = shelf.price_at(past.now)
        if self.price_seen not in (None, unit_price):
            raise PriceChanged(reward=self.reward, price=unit_price, price_seen=self.price_seen)
        price = unit_price * self.units
        if price > POINTS_MAX:
            raise RedemptionTooLarge(price=price, limit=POINTS_MAX)
        purse = past.read(Purse(self.employee))
        lots = purse.spend(price, past.now)
        if lots is None:
            short_by = price - purse.spendable(past.now)
            raise PointsInsufficient(reward=self.reward, price=price, short_by=short_by)
        rules = past.policy_for(self.employee, past.now).redemption
        approvals = rules.steps(price)
        request = RedemptionRequested(
            redemption=past.new_id(),
            employee=self.employee,
            reward=self.reward,
            price=price,
            lots=lots,
            branch=charged_branch(past, shelf, self.employee),
            units=self.units,
            approvals=approvals,
            lapses_at=past.now + timedelta(days=rules.approval_days) if approvals else None,
            asked_by=None if past.caller.on_behalf_of == self.employee else past.caller.on_behalf_of,
            effective_at=past.now,
        )
        return [*due(purse, past.now), request, *ran_low(shelf, shelf.stock, past, less=self.units)]
