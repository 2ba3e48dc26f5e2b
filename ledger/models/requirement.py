"""What was approved for a person beyond the rules, and how far each change has come."""

from ledger.events import (
    Event,
    RequirementChangeApproved,
    RequirementChangeProposed,
    RequirementChangeRejected,
    RequirementChangeRevoked,
)
from ledger.models.model import Model
from ledger.models.proposal import Proposal
from ledger.requirement.terms import Change


class RequirementChangeSoFar(Proposal[RequirementChangeProposed]):
    """A change of what a person owes; what was approved may be revoked."""

    about = ("change",)
    reads = (
        RequirementChangeProposed,
        RequirementChangeApproved,
        RequirementChangeRejected,
        RequirementChangeRevoked,
    )


class RequirementChanges(Model):
    """The changes that were ever proposed for a person, and those that are in force."""

    about = ("employee",)
    reads = RequirementChangeSoFar.reads

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.proposed: dict[str, RequirementChangeProposed] = {}
        self.approved: set[str] = set()

    def apply(self, event: Event) -> None:
        """Follow each change."""
        match event:
            case RequirementChangeProposed():
                self.proposed[event.change] = event
            case RequirementChangeApproved():
                self.approved.add(event.change)
            case RequirementChangeRevoked():
                self.approved.discard(event.change)

    def of(self, period: str) -> list[Change]:
        """Give what is in force for a period."""
        found = [self.proposed[name] for name in sorted(self.approved)]
        return [Change(one.change, one.kind, one.credits, one.because) for one in found if one.period == period]
