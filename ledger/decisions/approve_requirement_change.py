"""Approve an exemption, or a correction of what a third person owes."""

from ledger.booking import refuse_closed
from ledger.events import RequirementChangeApproved
from ledger.four_eyes import decider
from ledger.models.requirement import RequirementChangeSoFar
from ledger.recording import Command, Past
from ledger.refusals.requirement import ChangeDecided, ChangeLapsed, ChangeProposerCannotApprove, ChangeUnknown
from ledger.vocabulary import Id


class ApproveRequirementChange(Command):
    """Let what was proposed count."""

    change: Id

    def decide(self, past: Past) -> RequirementChangeApproved:
        """Refuse the proposer, whoever may not decide for them, a second decision, what lapsed, and a closed period."""
        change = past.read(RequirementChangeSoFar(self.change))
        asked = change.proposed
        if asked is None:
            raise ChangeUnknown(change=self.change)
        approver = decider(past, asked.employee)
        if approver == asked.proposer:
            raise ChangeProposerCannotApprove(change=self.change)
        if change.state != "proposed":
            raise ChangeDecided(change=self.change, state=change.state)
        if past.now >= asked.lapses_at:
            raise ChangeLapsed(change=self.change, lapsed_at=asked.lapses_at.isoformat())
        refuse_closed(past, asked.period)
        return RequirementChangeApproved(
            change=self.change, employee=asked.employee, approver=approver, effective_at=past.now
        )
