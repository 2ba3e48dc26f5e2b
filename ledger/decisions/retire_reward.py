"""Take a reward off the shelf."""

from ledger.events import RewardRetired
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.shelf import RewardIsRetired
from ledger.vocabulary import Id, ReasonCode


class RetireReward(Command):
    """Let nobody redeem it any more; requests already made are still fulfilled."""

    reward: Id
    because: ReasonCode

    def decide(self, past: Past) -> RewardRetired:
        """Refuse what is retired already."""
        if listed(past, self.reward).retired:
            raise RewardIsRetired(reward=self.reward)
        return RewardRetired(reward=self.reward, because=self.because, effective_at=past.now)
