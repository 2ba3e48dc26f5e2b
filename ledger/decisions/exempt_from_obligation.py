"""Let one person off a required course."""

from ledger.events import ObligationExempted
from ledger.four_eyes import decider
from ledger.models.obligations import Obligation
from ledger.recording import Command, Past
from ledger.refusals.obligations import NotObliged, ObligationOver, ObligationUnknown
from ledger.vocabulary import Id, ReasonCode


class ExemptFromObligation(Command):
    """State that a person need not do a required course; somebody says so who does not report to them."""

    obligation: Id
    employee: Id
    because: ReasonCode

    def decide(self, past: Past) -> ObligationExempted:
        """Refuse what was never required, is over, or is forgiven already."""
        approver = decider(past, self.employee)
        known = past.read(Obligation(self.obligation))
        if known.required is None:
            raise ObligationUnknown(obligation=self.obligation)
        if known.released:
            raise ObligationOver(obligation=self.obligation)
        if self.employee in known.exempt:
            raise NotObliged(obligation=self.obligation, employee=self.employee)
        return ObligationExempted(
            **self.model_dump(), course=known.required.course, approver=approver, effective_at=past.now
        )
