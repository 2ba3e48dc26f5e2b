"""Take a draft back."""

from ledger.events import PolicyWithdrawn
from ledger.four_eyes import speaker
from ledger.models.policies import PolicyBook
from ledger.recording import Command, Past
from ledger.refusals.policies import PolicyStateWrong, PolicyUnknown
from ledger.vocabulary import Id


class WithdrawPolicy(Command):
    """Withdraw a draft; it keeps its number."""

    version: Id

    def decide(self, past: Past) -> PolicyWithdrawn:
        """Refuse what is no longer a draft."""
        draft = past.read(PolicyBook()).versions.get(self.version)
        if draft is None:
            raise PolicyUnknown(version=self.version)
        if draft.state != "draft":
            raise PolicyStateWrong(version=self.version, state=draft.state)
        return PolicyWithdrawn(version=self.version, withdrawer=speaker(past), effective_at=past.now)
