"""Approve an exemption, or a correction of what a third person owes."""

from ledger.booking import refuse_closed
from ledger.events import RequirementChangeApproved
from ledger.models.requirement import RequirementChangeSoFar
from ledger.proposals import approvable
from ledger.recording import Command, Past
from ledger.vocabulary import Id


class ApproveRequirementChange(Command):
    """Let what was proposed count."""

    change: Id

    def decide(self, past: Past) -> RequirementChangeApproved:
        """Refuse the proposer, whoever may not decide for them, a second decision, what lapsed, and a closed period."""
        asked, approver = approvable(past, RequirementChangeSoFar(self.change))
        refuse_closed(past, asked.period)
        return RequirementChangeApproved(
            change=self.change, employee=asked.employee, approver=approver, effective_at=past.now
        )
