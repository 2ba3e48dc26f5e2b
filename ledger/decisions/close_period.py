"""Close a period for good."""

from ledger.events import PeriodClosed
from ledger.four_eyes import decider
from ledger.models.books import Closing
from ledger.recording import Command, Past
from ledger.refusals.periods import PeriodNotClosing
from ledger.vocabulary import Year


class ClosePeriod(Command):
    """Close what another person began to close: what was recorded before counts, what comes later is booked later."""

    period: Year

    def decide(self, past: Past) -> PeriodClosed:
        """Refuse a period that nobody is closing, whoever began it, and who reports to them."""
        closing = past.read(Closing(self.period))
        begun = closing.begun
        if begun is None or closing.stage != "closing":
            raise PeriodNotClosing(period=self.period, stage=closing.stage)
        closer = decider(past, begun.beginner)
        return PeriodClosed(
            period=self.period, begins=begun.begins, ends=begun.ends, closer=closer, effective_at=past.now
        )
