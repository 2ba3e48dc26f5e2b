"""Tell people who wait for a reward that it is their turn."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from ledger.events import Event, WaitingCalled, WaitingLapsed
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.waiting import NobodyToCall
from ledger.vocabulary import Id


class CallWaiting(Command):
    """Let those go who did not come in time, and call as many of the next as there are units for."""

    reward: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse when nobody's turn has come or passed, so that a second run finds nothing to do."""
        shelf = listed(past, self.reward)
        lapsed = [
            WaitingLapsed(employee=who, reward=self.reward, effective_at=until)
            for who, until in shelf.waiting.items()
            if until is not None and until <= past.now
        ]
        called = [who for who, until in shelf.waiting.items() if until is None]
        until = past.now + timedelta(hours=past.policy.catalogue.kept_for_hours)
        there = 0 if shelf.stock is None or shelf.retired else shelf.stock.left_at(past.now)
        free = there - (len(shelf.waiting) - len(lapsed) - len(called))
        calls = [
            WaitingCalled(employee=who, reward=self.reward, until=until, effective_at=past.now)
            for who in islice(called, max(free, 0))
        ]
        if not (lapsed or calls):
            raise NobodyToCall(reward=self.reward)
        return [*lapsed, *calls]
