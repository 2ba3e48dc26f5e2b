"""Say that everybody's credits are carried over."""

from ledger.events import CarryOverFinished
from ledger.models.books import Closing
from ledger.recording import Command, Past
from ledger.refusals.periods import CarryOverDone, PeriodNotClosed
from ledger.vocabulary import Year


class FinishCarryOver(Command):
    """End the carry-over of a period, and with it the period's life, when nobody is left."""

    period: Year

    def decide(self, past: Past) -> CarryOverFinished:
        """Refuse a period that is not sealed, and a second end."""
        closing = past.read(Closing(self.period))
        if closing.stage != "sealed":
            raise PeriodNotClosed(period=self.period, stage=closing.stage)
        if closing.finished:
            raise CarryOverDone(period=self.period, upto=closing.carried_upto)
        return CarryOverFinished(
            period=self.period,
            people=closing.carried_people,
            credits=closing.carried_credits,
            effective_at=past.now,
        )
