"""Correct how many units of a reward there are."""

from collections.abc import Sequence

from ledger.events import Event, RewardRecounted
from ledger.offering import listed, ran_low
from ledger.recording import Command, Past
from ledger.refusals.shelf import StockAsCounted, StockBelowHeld, StockUnlimited
from ledger.vocabulary import Count, Id, ReasonCode


class RecountReward(Command):
    """Record how many units were counted, those held for people included."""

    reward: Id
    units: Count
    because: ReasonCode

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a count that changes nothing, and one below what people were promised."""
        shelf = listed(past, self.reward)
        if shelf.stock is None:
            raise StockUnlimited(reward=self.reward)
        if self.units < shelf.held:
            raise StockBelowHeld(reward=self.reward, held=shelf.held, units=self.units)
        more = self.units - shelf.held - shelf.left
        if more == 0:
            raise StockAsCounted(reward=self.reward, units=self.units)
        recounted = RewardRecounted(reward=self.reward, units=more, because=self.because, effective_at=past.now)
        return [recounted, *ran_low(shelf, shelf.stock.recounted(more), past)]
