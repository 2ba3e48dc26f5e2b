"""Say where a person works."""

from ledger.events import EmployeeJoined
from ledger.four_eyes import refuse_oneself
from ledger.models.career import Career
from ledger.models.organisation import Branches
from ledger.recording import Command, Past
from ledger.refusals.catalogue import AlreadyJoined
from ledger.refusals.organisation import BranchNotOpen, JoinedBeforeLeaving
from ledger.vocabulary import Id, Moment


class JoinBranch(Command):
    """Record that a person joined a branch, from a day on."""

    employee: Id
    branch: Id
    since: Moment | None = None

    def decide(self, past: Past) -> EmployeeJoined:
        """Refuse a branch the person is in already; another branch is a move, and who was to leave stays."""
        refuse_oneself(past, self.employee)
        career, since = past.read(Career(self.employee)), self.since or past.now
        notice = career.leaves_after(since)
        place = career.at(since)
        if notice is None and place is not None and place.branch == self.branch:
            raise AlreadyJoined(employee=self.employee, branch=self.branch)
        if notice is not None and since < past.now:
            raise JoinedBeforeLeaving(employee=self.employee, last_day=notice.last_day)
        if not past.read(Branches()).takes(self.branch, since):
            raise BranchNotOpen(branch=self.branch, since=since.isoformat())
        return EmployeeJoined(employee=self.employee, branch=self.branch, effective_at=since)
