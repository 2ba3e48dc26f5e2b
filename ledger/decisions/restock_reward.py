"""Add units of a reward."""

from typing import Self

from pydantic import model_validator

from ledger.events import RewardRestocked
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.shelf import BatchKnown, BatchPast, StockUnlimited
from ledger.vocabulary import Id, Moment, ReasonCode, Units


class RestockReward(Command):
    """Record that more units arrived, perhaps as a batch that is good until a date."""

    reward: Id
    units: Units
    batch: Id | None = None
    good_until: Moment | None = None
    cost_centre: Id | None = None
    because: ReasonCode = "DELIVERED"

    @model_validator(mode="after")
    def named(self) -> Self:
        """What is written off one day has a name."""
        if self.good_until is not None and self.batch is None:
            raise ValueError("units that are good until a date come as a batch with an id")
        return self

    def decide(self, past: Past) -> RewardRestocked:
        """Refuse an unknown or uncounted reward, a dated batch that is here already, and one past its date."""
        shelf = listed(past, self.reward)
        if shelf.stock is None:
            raise StockUnlimited(reward=self.reward)
        if any(name == self.batch for name, _ in shelf.stock.batches):
            raise BatchKnown(reward=self.reward, batch=self.batch)
        if self.good_until is not None and self.good_until <= past.now:
            raise BatchPast(reward=self.reward, batch=self.batch, good_until=self.good_until.isoformat())
        return RewardRestocked(**self.model_dump(), effective_at=past.now)
