"""Say who heads a branch."""

from ledger.events import BranchHeadAppointed
from ledger.four_eyes import refuse_oneself
from ledger.models.reporting import BranchHead
from ledger.recording import Command, Past
from ledger.refusals.approvals import HeadsAlready
from ledger.vocabulary import Id


class AppointBranchHead(Command):
    """Record a branch's head."""

    branch: Id
    head: Id

    def decide(self, past: Past) -> BranchHeadAppointed:
        """Refuse who heads it already."""
        refuse_oneself(past, self.head)
        if past.read(BranchHead(self.branch)).at(past.now) == self.head:
            raise HeadsAlready(branch=self.branch, head=self.head)
        return BranchHeadAppointed(branch=self.branch, head=self.head, effective_at=past.now)
