"""Add units of a reward."""

from ledger.events import RewardRestocked
from ledger.models.shelf import Shelf
from ledger.recording import Command, Past
from ledger.refusals.rewards import RewardUnknown
from ledger.vocabulary import Id, Units


class RestockReward(Command):
    """Record that more units arrived."""

    reward: Id
    units: Units

    def decide(self, past: Past) -> RewardRestocked:
        """Refuse an unknown reward."""
        if not past.read(Shelf(self.reward)).listed:
            raise RewardUnknown(reward=self.reward)
        return RewardRestocked(reward=self.reward, units=self.units, effective_at=past.now)
