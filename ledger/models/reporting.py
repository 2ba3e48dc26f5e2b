"""Who reports to whom, who heads a branch, and who stands in for whom."""

from datetime import datetime
from typing import NamedTuple

from ledger.events import BranchHeadAppointed, DeputyAppointed, DeputyWithdrawn, Event, ManagerAssigned
from ledger.models.model import Model


class Manager(Model):
    """Whom a person reports to."""

    about = ("employee",)
    reads = (ManagerAssigned,)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.manager: str | None = None

    def apply(self, event: Event) -> None:
        """Keep the newest."""
        if isinstance(event, ManagerAssigned):
            self.manager = event.manager


class BranchHead(Model):
    """Who heads a branch."""

    about = ("branch",)
    reads = (BranchHeadAppointed,)

    def __init__(self, branch: str) -> None:
        super().__init__(branch)
        self.head: str | None = None

    def apply(self, event: Event) -> None:
        """Keep the newest."""
        if isinstance(event, BranchHeadAppointed):
            self.head = event.head


class Term(NamedTuple):
    """From when and until when somebody stands in."""

    since: datetime
    until: datetime


class Deputies(Model):
    """Who stands in for a person, each for a term of their own."""

    about = ("employee",)
    reads = (DeputyAppointed, DeputyWithdrawn)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.terms: dict[str, Term] = {}

    def apply(self, event: Event) -> None:
        """Keep each deputy's newest term."""
        match event:
            case DeputyAppointed():
                self.terms[event.deputy] = Term(event.since, event.until)
            case DeputyWithdrawn():
                self.terms.pop(event.deputy, None)
