"""Wait for a reward that has run out."""

from collections.abc import Sequence

from ledger.events import Event, WaitingJoined, WaitingLapsed
from ledger.offering import shown
from ledger.recording import Command, Past
from ledger.refusals.waiting import AlreadyWaiting, StockAvailable
from ledger.vocabulary import Id


class JoinWaitingList(Command):
    """Stand behind everybody who waits already."""

    employee: Id
    reward: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what can be had without waiting, what is not on offer, and waiting twice."""
        shelf = shown(past, self.reward, self.employee)
        if shelf.waits(self.employee, past.now):
            raise AlreadyWaiting(employee=self.employee, reward=self.reward)
        if not shelf.short_of(1, self.employee, past.now):
            raise StockAvailable(reward=self.reward)
        joined = WaitingJoined(employee=self.employee, reward=self.reward, effective_at=past.now)
        passed = shelf.waiting.get(self.employee)
        if passed is None:
            return [joined]
        return [WaitingLapsed(employee=self.employee, reward=self.reward, effective_at=passed), joined]
