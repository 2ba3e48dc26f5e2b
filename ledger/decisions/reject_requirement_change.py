"""Say no to an exemption, or to a correction of what is owed."""

from ledger.events import RequirementChangeRejected
from ledger.models.requirement import RequirementChangeSoFar
from ledger.proposals import undecided
from ledger.recording import Command, Past
from ledger.vocabulary import Id, ReasonCode


class RejectRequirementChange(Command):
    """Close a proposal; nothing changes."""

    change: Id
    because: ReasonCode

    def decide(self, past: Past) -> RequirementChangeRejected:
        """Refuse whoever may not decide for the person, and a second decision."""
        asked, rejecter = undecided(past, RequirementChangeSoFar(self.change))
        return RequirementChangeRejected(
            change=self.change, employee=asked.employee, rejecter=rejecter, because=self.because, effective_at=past.now
        )
