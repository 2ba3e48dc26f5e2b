"""Seal a year: everybody's figures under one root."""

from ledger import periods
from ledger.events import PeriodSealed
from ledger.models.completeness import PeriodSeal
from ledger.recording import Command, Past
from ledger.refusals.periods import PeriodAlreadySealed, PeriodEmpty, PeriodNotOver
from ledger.vocabulary import Count, Digest, Leaves, Year


class SealPeriod(Command):
    """Record the root over everybody's year; whoever asks has derived it from the facts up to `as_of`."""

    period: Year
    as_of: Leaves
    people: Count
    root: Digest

    def decide(self, past: Past) -> PeriodSealed:
        """Refuse a second seal, a year that goes on, and one without people."""
        sealed = past.read(PeriodSeal(self.period)).as_of
        if sealed is not None:
            raise PeriodAlreadySealed(period=self.period, as_of=sealed)
        period = periods.year(self.period, past.policy.time_zone)
        if period.ends > past.now:
            raise PeriodNotOver(period=self.period)
        if not self.people:
            raise PeriodEmpty(period=self.period)
        return PeriodSealed(
            period=self.period,
            begins=period.begins,
            ends=period.ends,
            as_of=self.as_of,
            people=self.people,
            root=self.root,
            effective_at=past.now,
        )
