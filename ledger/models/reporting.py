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
        self.since: dict[datetime, str] = {}

    def at(self, moment: datetime) -> str | None:
        """Whom the person reports to at a moment."""
        return _newest(self.since, moment)

    def apply(self, event: Event) -> None:
        """Keep each from when it holds."""
        if isinstance(event, ManagerAssigned):
            self.since[event.effective_at] = event.manager


class BranchHead(Model):
    """Who heads a branch."""

    about = ("branch",)
    reads = (BranchHeadAppointed,)

    def __init__(self, branch: str) -> None:
        super().__init__(branch)
        self.since: dict[datetime, str] = {}

    def at(self, moment: datetime) -> str | None:
        """Who heads the branch at a moment."""
        return _newest(self.since, moment)

    def apply(self, event: Event) -> None:
        """Keep each from when it holds."""
        if isinstance(event, BranchHeadAppointed):
            self.since[event.effective_at] = event.head


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


def _newest(since: dict[datetime, str], moment: datetime) -> str | None:
    begun = [start for start in since if start <= moment]
    return since[max(begun)] if begun else None
