"""Give the closing of a period up."""

from ledger.events import PeriodReopened
from ledger.four_eyes import speaker
from ledger.models.books import Closing
from ledger.recording import Command, Past
from ledger.refusals.periods import PeriodNotClosing
from ledger.vocabulary import ReasonCode, Year


class ReopenPeriod(Command):
    """Open a period again that is being closed; one that is closed stays so."""

    period: Year
    because: ReasonCode

    def decide(self, past: Past) -> PeriodReopened:
        """Refuse a period that nobody is closing."""
        closing = past.read(Closing(self.period))
        if closing.stage != "closing":
            raise PeriodNotClosing(period=self.period, stage=closing.stage)
        return PeriodReopened(period=self.period, reopener=speaker(past), because=self.because, effective_at=past.now)
