"""Move a person to another branch."""

from ledger.events import EmployeeMoved
from ledger.four_eyes import refuse_oneself
from ledger.models.career import Career
from ledger.models.organisation import Branches
from ledger.recording import Command, Past
from ledger.refusals.catalogue import AlreadyJoined
from ledger.refusals.organisation import BranchNotOpen, NotEmployed
from ledger.vocabulary import Id, Moment


class MoveEmployee(Command):
    """Record that a person works in another branch, from a day on; a notice that was given stands."""

    employee: Id
    branch: Id
    since: Moment | None = None

    def decide(self, past: Past) -> EmployeeMoved:
        """Refuse who does not work here then, and the branch the person is in already."""
        refuse_oneself(past, self.employee)
        since = self.since or past.now
        place = past.read(Career(self.employee)).at(since)
        if place is None:
            raise NotEmployed(employee=self.employee, since=since.isoformat())
        if place.branch == self.branch:
            raise AlreadyJoined(employee=self.employee, branch=self.branch)
        if not past.read(Branches()).takes(self.branch, since):
            raise BranchNotOpen(branch=self.branch, since=since.isoformat())
        return EmployeeMoved(employee=self.employee, branch=self.branch, effective_at=since)
