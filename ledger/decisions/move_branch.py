"""Move a branch within the tree."""

from ledger.events import BranchMoved
from ledger.models.organisation import Branches
from ledger.recording import Command, Past
from ledger.refusals.organisation import BranchCycle, BranchUnknown, BranchUnmoved
from ledger.vocabulary import Id, Moment


class MoveBranch(Command):
    """Put a branch, with all that lies under it, under another or make it a root, from a day on."""

    branch: Id
    parent: Id | None = None
    since: Moment | None = None

    def decide(self, past: Past) -> BranchMoved:
        """Refuse a circle, at any moment from then on, and branches that are not open."""
        tree, since = past.read(Branches()), self.since or past.now
        for name in (self.branch, self.parent):
            if name is not None and not tree.open_from(name, since):
                raise BranchUnknown(branch=name, since=since.isoformat())
        standing = tree.at(self.branch, since)
        if standing is not None and standing.parent == self.parent:
            raise BranchUnmoved(branch=self.branch)
        if self.parent is not None and any(self.branch in tree.path(self.parent, at) for at in tree.changes(since)):
            raise BranchCycle(branch=self.branch, parent=self.parent)
        return BranchMoved(branch=self.branch, parent=self.parent, effective_at=since)
