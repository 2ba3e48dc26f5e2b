"""Say no to a correction by hand, or take one's own proposal back."""

from ledger.events import AdjustmentRejected
from ledger.models.adjustments import AdjustmentSoFar
from ledger.proposals import undecided
from ledger.recording import Command, Past
from ledger.vocabulary import Id, ReasonCode


class RejectAdjustment(Command):
    """Close a proposal without moving anything."""

    adjustment: Id
    because: ReasonCode

    def decide(self, past: Past) -> AdjustmentRejected:
        """Refuse whoever may not decide for the person, and a second decision."""
        asked, rejecter = undecided(past, AdjustmentSoFar(self.adjustment))
        return AdjustmentRejected(
            adjustment=self.adjustment,
            employee=asked.employee,
            rejecter=rejecter,
            because=self.because,
            effective_at=past.now,
        )
