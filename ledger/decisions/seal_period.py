"""Seal a year: everybody's figures under one root."""

from ledger.events import PeriodSealed
from ledger.models.books import Closing
from ledger.recording import Command, Past
from ledger.refusals.periods import PeriodAlreadySealed, PeriodEmpty, PeriodNotClosed
from ledger.vocabulary import Count, Digest, Leaves, Year


class SealPeriod(Command):
    """Record the root over everybody's year; whoever asks has derived it from the facts up to the closing, `as_of`."""

    period: Year
    as_of: Leaves
    people: Count
    root: Digest

    def decide(self, past: Past) -> PeriodSealed:
        """Refuse a second seal, a year that nobody closed, and one without people."""
        closing = past.read(Closing(self.period))
        begun = closing.begun
        if closing.as_of is not None:
            raise PeriodAlreadySealed(period=self.period, as_of=closing.as_of)
        if begun is None or closing.stage != "closed":
            raise PeriodNotClosed(period=self.period, stage=closing.stage)
        if not self.people:
            raise PeriodEmpty(period=self.period)
        return PeriodSealed(
            period=self.period,
            begins=begun.begins,
            ends=begun.ends,
            as_of=self.as_of,
            people=self.people,
            root=self.root,
            effective_at=past.now,
        )
