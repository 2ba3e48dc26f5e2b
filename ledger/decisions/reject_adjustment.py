"""Say no to a correction by hand, or take one's own proposal back."""

from ledger.events import AdjustmentRejected
from ledger.four_eyes import decider
from ledger.models.adjustments import AdjustmentSoFar
from ledger.recording import Command, Past
from ledger.refusals.accounts import AdjustmentDecided, AdjustmentUnknown
from ledger.vocabulary import Id, ReasonCode


class RejectAdjustment(Command):
    """Close a proposal without moving anything."""

    adjustment: Id
    because: ReasonCode

    def decide(self, past: Past) -> AdjustmentRejected:
        """Refuse whoever may not decide for the person, and a second decision."""
        adjustment = past.read(AdjustmentSoFar(self.adjustment))
        asked = adjustment.proposed
        if asked is None:
            raise AdjustmentUnknown(adjustment=self.adjustment)
        rejecter = decider(past, asked.employee)
        if adjustment.state != "proposed":
            raise AdjustmentDecided(adjustment=self.adjustment, state=adjustment.state)
        return AdjustmentRejected(
            adjustment=self.adjustment,
            employee=asked.employee,
            rejecter=rejecter,
            because=self.because,
            effective_at=past.now,
        )
