"""Limit how much of a reward a person or a branch gets."""

from ledger.events import RewardLimited
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.shelf import LimitUnchanged
from ledger.vocabulary import Holder, Id, LimitPeriod, Units


class LimitReward(Command):
    """Set at most so many units for each holder in each period; without a number the limit is lifted."""

    reward: Id
    holder: Holder
    period: LimitPeriod
    units: Units | None

    def decide(self, past: Past) -> RewardLimited:
        """Refuse the limit that there is."""
        if listed(past, self.reward).limits.get((self.holder, self.period)) == self.units:
            raise LimitUnchanged(reward=self.reward)
        return RewardLimited(**self.model_dump(), effective_at=past.now)
