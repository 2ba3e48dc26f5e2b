"""Put on record what a restatement would come to."""

from ledger.events import Effect, RestatementPreviewed
from ledger.models.restatements import RestatementSoFar
from ledger.recording import Command, Past
from ledger.refusals.proposals import ProposalDecided
from ledger.vocabulary import Count, Id


class PreviewRestatement(Command):
    """Keep what was foreseen by deciding everything and recording nothing; a later preview replaces it."""

    restatement: Id
    as_of: Count
    effect: Effect

    def decide(self, past: Past) -> RestatementPreviewed:
        """Refuse what is decided already."""
        so_far = past.read(RestatementSoFar(self.restatement))
        if so_far.proposed and so_far.state not in ("proposed", "previewed"):
            raise ProposalDecided(proposal=self.restatement, state=so_far.state)
        return RestatementPreviewed(
            restatement=self.restatement, as_of=self.as_of, effect=self.effect, effective_at=past.now
        )
