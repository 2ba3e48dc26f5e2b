"""Close a branch."""

from ledger.events import BranchClosed
from ledger.models.career import Career
from ledger.models.organisation import Branches, Staff
from ledger.recording import Command, Past
from ledger.refusals.organisation import BranchHasBranches, BranchNotEmpty, BranchUnknown
from ledger.vocabulary import Id, Moment


class CloseBranch(Command):
    """Take a branch out of the tree, from a day on."""

    branch: Id
    since: Moment | None = None

    def decide(self, past: Past) -> BranchClosed:
        """Refuse a branch that is not open, and one where there are people or branches, then or later."""
        tree, since = past.read(Branches()), self.since or past.now
        if not tree.open_from(self.branch, since):
            raise BranchUnknown(branch=self.branch, since=since.isoformat())
        for at in tree.changes(since):
            for under in tree.under(self.branch, at):
                raise BranchHasBranches(branch=self.branch, under=under)
        staff = sorted(past.read(Staff(self.branch)).ever)
        there = [career.employee for career in past.read_all([Career(one) for one in staff]) if self._in(career, since)]
        if there:
            raise BranchNotEmpty(branch=self.branch, people=len(there), employee=there[0])
        return BranchClosed(branch=self.branch, effective_at=since)

    def _in(self, career: Career, since: Moment) -> bool:
        return any(spell.place.branch == self.branch and spell.until > since for spell in career.spells)
