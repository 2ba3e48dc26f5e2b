"""Begin to close a period."""

from ledger.events import ClosingBegun
from ledger.four_eyes import speaker
from ledger.models.books import Books, Closing
from ledger.models.policies import PolicyBook
from ledger.periods import begin_of, end_of
from ledger.recording import Command, Past
from ledger.refusals.periods import CarryOverUnfinished, PeriodNotOpen, PeriodNotOver, PeriodOutOfOrder
from ledger.requirement import period_of
from ledger.vocabulary import FIRST_MOMENT, ReasonCode, Year


class BeginClosing(Command):
    """Begin to close a period that is over: it can be looked through while nothing new is told of it."""

    period: Year
    because: ReasonCode

    def decide(self, past: Past) -> ClosingBegun:
        """Refuse a period that is not open, one that goes on, and one before or after another that is not done."""
        stage = past.read(Closing(self.period)).stage
        if stage != "open":
            raise PeriodNotOpen(period=self.period, stage=stage)
        period, zone = period_of(self.period, past.read(PolicyBook())), past.policy.time_zone
        begins, ends = begin_of(period.first, zone), end_of(period.last, zone)
        if ends > past.now:
            raise PeriodNotOver(period=self.period)
        shut = past.read(Books()).shut
        if shut:
            _refuse_after(past, self.period, shut[-1].name)
        return ClosingBegun(
            period=self.period,
            # East of Greenwich 1970 begins in 1969, of which there are no facts.
            begins=max(begins, FIRST_MOMENT),
            ends=ends,
            beginner=speaker(past),
            because=self.because,
            effective_at=past.now,
        )


def _refuse_after(past: Past, period: str, last: str) -> None:
    """Periods are closed one after another, each wholly before the next."""
    if last > period:
        raise PeriodOutOfOrder(period=period, later=last)
    before = past.read(Closing(last))
    if not before.finished:
        raise CarryOverUnfinished(period=period, earlier=last, stage=before.stage)
