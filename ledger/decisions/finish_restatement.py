"""Say that everything a restatement changes is done."""

from ledger.events import RestatementFinished
from ledger.models.restatements import RestatementSoFar
from ledger.recording import Command, Past
from ledger.refusals.restatements import RestatementNotApproved
from ledger.vocabulary import Id


class FinishRestatement(Command):
    """Close an approved restatement when nobody is left."""

    restatement: Id

    def decide(self, past: Past) -> RestatementFinished:
        """Refuse what was not approved, and a second end."""
        so_far = past.read(RestatementSoFar(self.restatement))
        if so_far.proposed and so_far.state != "approved":
            raise RestatementNotApproved(restatement=self.restatement, state=so_far.state)
        return RestatementFinished(restatement=self.restatement, effective_at=past.now)
