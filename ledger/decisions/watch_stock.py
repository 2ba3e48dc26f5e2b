"""Say from how few units on the office wants to be told."""

from collections.abc import Sequence

from ledger.events import Event, StockWatched
from ledger.models.shelf import Shelf
from ledger.offering import listed, ran_low
from ledger.recording import Command, Past
from ledger.refusals.shelf import StockUnlimited, StockWatchUnchanged
from ledger.vocabulary import Id, Units


class WatchStock(Command):
    """Set the line under which stock is low, or take it away; who is under it now is told at once."""

    reward: Id
    low_at: Units | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a reward that nobody counts, and a line that is there already."""
        shelf = listed(past, self.reward)
        if shelf.stock is None:
            raise StockUnlimited(reward=self.reward)
        if shelf.low_at == self.low_at:
            raise StockWatchUnchanged(reward=self.reward)
        watched = StockWatched(reward=self.reward, low_at=self.low_at, effective_at=past.now)
        anew = Shelf(self.reward)
        anew.apply(watched)
        return [watched, *ran_low(anew, shelf.stock, past)]
