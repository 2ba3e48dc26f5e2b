"""Take units off the books whose date has come."""

from collections.abc import Sequence

from ledger.events import BatchWrittenOff, Event
from ledger.offering import listed, ran_low
from ledger.recording import Command, Past
from ledger.refusals.shelf import NothingToWriteOff
from ledger.vocabulary import Id


class WriteOffStock(Command):
    """Write off what is left of every batch that has reached its date, dated on that date."""

    reward: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse when nothing is due, so that a second run finds nothing to do."""
        shelf = listed(past, self.reward)
        due = shelf.stock.past(past.now) if shelf.stock is not None else []
        if not due:
            raise NothingToWriteOff(reward=self.reward)
        gone = [
            BatchWrittenOff(reward=self.reward, batch=name, units=batch.left, effective_at=batch.good_until)
            for name, batch in due
        ]
        return [*gone, *ran_low(shelf, shelf.stock, past)]
