"""Say no to a restatement, or take one's own proposal back."""

from ledger.events import RestatementRejected
from ledger.four_eyes import speaker
from ledger.models.restatements import RestatementSoFar
from ledger.recording import Command, Past
from ledger.refusals.proposals import ProposalDecided
from ledger.vocabulary import Id, ReasonCode


class RejectRestatement(Command):
    """Close a proposal without changing anything."""

    restatement: Id
    because: ReasonCode

    def decide(self, past: Past) -> RestatementRejected:
        """Refuse a second decision."""
        so_far = past.read(RestatementSoFar(self.restatement))
        rejecter = speaker(past)
        if so_far.proposed and so_far.state not in ("proposed", "previewed"):
            raise ProposalDecided(proposal=self.restatement, state=so_far.state)
        return RestatementRejected(
            restatement=self.restatement, rejecter=rejecter, because=self.because, effective_at=past.now
        )
