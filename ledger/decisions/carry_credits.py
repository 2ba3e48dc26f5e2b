"""Carry the credits of a hand of people into the next period."""

from collections.abc import Sequence
from decimal import Decimal

from ledger.events import CarryOverAdvanced, CreditsCarried, Event
from ledger.models.books import Closing
from ledger.recording import Command, Past
from ledger.refusals.periods import CarryOverDone, PeriodNotClosed
from ledger.vocabulary import Credits, Id, Year


class CarryCredits(Command):
    """Record what was sealed of these people to go on, and up to whom, so that a run that was killed goes on there."""

    period: Year
    upto: Id
    # Whose, how many, since when, and with which period they lapse.
    carries: tuple[tuple[Id, Credits, Year, Year], ...]

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a period that is not sealed, and a hand of which anybody is done."""
        closing = past.read(Closing(self.period))
        begun = closing.begun
        if begun is None or closing.stage != "sealed":
            raise PeriodNotClosed(period=self.period, stage=closing.stage)
        first = self.carries[0][0] if self.carries else self.upto
        if closing.finished or first <= closing.carried_upto:
            raise CarryOverDone(period=self.period, upto=closing.carried_upto)
        advanced = CarryOverAdvanced(
            period=self.period,
            upto=self.upto,
            people=len({employee for employee, *_ in self.carries}),
            credits=sum((credits_ for _, credits_, *_ in self.carries), Decimal("0.00")),
            effective_at=past.now,
        )
        carried = [
            CreditsCarried(
                employee=employee,
                since=since,
                into=str(int(self.period) + 1),
                credits=credits_,
                lapses_with=lapses_with,
                effective_at=begun.ends,
            )
            for employee, credits_, since, lapses_with in self.carries
        ]
        return [advanced, *carried]
