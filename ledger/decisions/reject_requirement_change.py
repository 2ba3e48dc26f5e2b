"""Say no to an exemption, or to a correction of what is owed."""

from ledger.events import RequirementChangeRejected
from ledger.four_eyes import decider
from ledger.models.requirement import RequirementChangeSoFar
from ledger.recording import Command, Past
from ledger.refusals.requirement import ChangeDecided, ChangeUnknown
from ledger.vocabulary import Id, ReasonCode


class RejectRequirementChange(Command):
    """Close a proposal; nothing changes."""

    change: Id
    because: ReasonCode

    def decide(self, past: Past) -> RequirementChangeRejected:
        """Refuse whoever may not decide for the person, and a second decision."""
        change = past.read(RequirementChangeSoFar(self.change))
        if change.proposed is None:
            raise ChangeUnknown(change=self.change)
        employee = change.proposed.employee
        rejecter = decider(past, employee)
        if change.state != "proposed":
            raise ChangeDecided(change=self.change, state=change.state)
        return RequirementChangeRejected(
            change=self.change, employee=employee, rejecter=rejecter, because=self.because, effective_at=past.now
        )
