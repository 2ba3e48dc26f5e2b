"""Put a retired reward back on the shelf."""

from ledger.events import RewardRelisted
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.shelf import RewardOnOffer
from ledger.vocabulary import Id


class RelistReward(Command):
    """Offer it again, as it was."""

    reward: Id

    def decide(self, past: Past) -> RewardRelisted:
        """Refuse what is on offer."""
        if not listed(past, self.reward).retired:
            raise RewardOnOffer(reward=self.reward)
        return RewardRelisted(reward=self.reward, effective_at=past.now)
