"""Write down what a day of the log adds up to."""

from ledger import periods
from ledger.events import ControlTotalsRecorded, Totals
from ledger.models.completeness import DayTotals
from ledger.recording import Command, Past
from ledger.refusals.periods import PeriodNotOver, TotalsAlreadyRecorded, TotalsOutOfOrder
from ledger.vocabulary import Count, Day, Leaves


class RecordControlTotals(Command):
    """Record the totals of one company day; whoever asks has added the facts up."""

    period: Day
    first: Leaves
    last: Count
    day: Totals
    total: Totals

    def decide(self, past: Past) -> ControlTotalsRecorded:
        """Refuse a day twice, a day that goes on, and one that does not begin where the day before ended."""
        today, before = past.read_all([DayTotals(self.period), DayTotals(periods.day_before(self.period))])
        if today.last is not None:
            raise TotalsAlreadyRecorded(period=self.period, last=today.last)
        ends = periods.day(self.period, past.policy.time_zone).ends
        if ends > past.now:
            raise PeriodNotOver(period=self.period)
        expected = (before.last or 0) + 1
        if self.first != expected or self.last < self.first - 1:
            raise TotalsOutOfOrder(period=self.period, first=self.first, expected=expected)
        return ControlTotalsRecorded(
            period=self.period, first=self.first, last=self.last, day=self.day, total=self.total, effective_at=ends
        )
