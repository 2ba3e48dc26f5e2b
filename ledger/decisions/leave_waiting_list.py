"""Wait no longer."""

from ledger.events import WaitingLeft
from ledger.models.shelf import Shelf
from ledger.recording import Command, Past
from ledger.refusals.waiting import NotWaiting
from ledger.vocabulary import Id


class LeaveWaitingList(Command):
    """Let those behind come nearer."""

    employee: Id
    reward: Id

    def decide(self, past: Past) -> WaitingLeft:
        """Refuse who does not wait."""
        if self.employee not in past.read(Shelf(self.reward)).waiting:
            raise NotWaiting(employee=self.employee, reward=self.reward)
        return WaitingLeft(employee=self.employee, reward=self.reward, effective_at=past.now)
