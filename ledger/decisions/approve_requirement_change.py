"""Approve an exemption, or a correction of what a third person owes."""

from ledger.events import RequirementChangeApproved
from ledger.models.requirement import RequirementChangeSoFar
from ledger.proposals import approvable
from ledger.recording import Command, Past
from ledger.vocabulary import Id


class ApproveRequirementChange(Command):
    """Let what was proposed count."""

    change: Id

    def decide(self, past: Past) -> RequirementChangeApproved:
        """Refuse the proposer, whoever may not decide for the person, a second decision, and what lapsed."""
        asked, approver = approvable(past, RequirementChangeSoFar(self.change))
        return RequirementChangeApproved(
            change=self.change, employee=asked.employee, approver=approver, effective_at=past.now
        )
