"""Say where a person works."""

from ledger.events import EmployeeJoined
from ledger.models.catalogue import Workplace
from ledger.recording import Command, Past
from ledger.refusals.catalogue import AlreadyJoined
from ledger.vocabulary import Id, Moment


class JoinBranch(Command):
    """Record that a person joined a branch, from a day on."""

    employee: Id
    branch: Id
    since: Moment | None = None

    def decide(self, past: Past) -> EmployeeJoined:
        """Refuse a branch the person is in already; another branch is a move, and who was to leave stays."""
        works = past.read(Workplace(self.employee))
        if works.branch == self.branch and not works.leaves:
            raise AlreadyJoined(employee=self.employee, branch=self.branch)
        return EmployeeJoined(employee=self.employee, branch=self.branch, effective_at=self.since or past.now)
