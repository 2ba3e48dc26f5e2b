"""Open a branch."""

from ledger.events import BranchOpened
from ledger.models.organisation import Branches
from ledger.recording import Command, Past
from ledger.refusals.organisation import BranchAlreadyOpen, BranchUnknown
from ledger.vocabulary import Id, Moment, Text


class OpenBranch(Command):
    """Put a branch into the tree, under another or as a root, from a day on."""

    branch: Id
    parent: Id | None = None
    name: Text
    since: Moment | None = None

    def decide(self, past: Past) -> BranchOpened:
        """Refuse a branch that is open, and a parent that is not."""
        tree, since = past.read(Branches()), self.since or past.now
        if not tree.closed(self.branch, since) and tree.nodes.get(self.branch):
            raise BranchAlreadyOpen(branch=self.branch)
        if self.parent is not None and not tree.open_from(self.parent, since):
            raise BranchUnknown(branch=self.parent, since=since.isoformat())
        return BranchOpened(branch=self.branch, parent=self.parent, name=self.name, effective_at=since)
