"""What was approved for a person beyond the rules, and how far each change has come."""

from typing import Literal

from ledger.events import (
    Event,
    RequirementChangeApproved,
    RequirementChangeProposed,
    RequirementChangeRejected,
    RequirementChangeRevoked,
)
from ledger.models.model import Model
from ledger.requirement.terms import Change

STEPS = (
    RequirementChangeProposed,
    RequirementChangeApproved,
    RequirementChangeRejected,
    RequirementChangeRevoked,
)


class RequirementChangeSoFar(Model):
    """What was proposed, and what others said."""

    about = ("change",)
    reads = STEPS

    def __init__(self, change: str) -> None:
        super().__init__(change)
        self.change = change
        self.proposed: RequirementChangeProposed | None = None
        self.state: Literal["proposed", "approved", "rejected", "revoked"] = "proposed"

    def apply(self, event: Event) -> None:
        """A proposal is decided once; what was approved may be revoked."""
        match event:
            case RequirementChangeProposed():
                self.proposed = event
            case RequirementChangeApproved():
                self.state = "approved"
            case RequirementChangeRejected():
                self.state = "rejected"
            case RequirementChangeRevoked():
                self.state = "revoked"


class RequirementChanges(Model):
    """The changes that were ever proposed for a person, and those that are in force."""

    about = ("employee",)
    reads = STEPS

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
