"""What a company and a person have come to owe: folds for whoever holds their facts, in the order of the log.

The read side keeps these facts and asks here, so that what somebody owes is worked out in one place.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from ledger.events import Event
from ledger.models.career import Career, Place
from ledger.models.model import Model
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook, day_of
from ledger.models.requirement import RequirementChanges
from ledger.periods import Year, end_of
from ledger.policy import DEFAULT_POLICY
from ledger.requirement import Requirement, Stretch, calendar_of, owed, period_of, stretches

TREE, RULES = Branches.reads, PolicyBook.reads
LIFE = (*Career.reads, *RequirementChanges.reads)


class Company:
    """The tree of branches and every policy."""

    def __init__(self, facts: Iterable[Event]) -> None:
        self.tree, self.book = Branches(), PolicyBook()
        _fold(facts, self.tree, self.book)
        self.period = cache(self._period)
        self.calendar = cache(calendar_of)

    def period_at(self, moment: datetime) -> Year:
        """Give the period that was the last to begin by a moment."""
        year = str(day_of(moment).year)
        period = self.period(year)
        return period if period.first <= day_of(moment) else self.period(str(int(year) - 1))

    def touching(self, year: str) -> tuple[Year, Year]:
        """Give the periods of a calendar year's first and last day."""
        begun = self.period(year)
        return (begun if begun.first == date(int(year), 1, 1) else self.period(str(int(year) - 1))), begun

    def _period(self, name: str) -> Year:
        return period_of(name, self.book)


class Life:
    """A person's career, and what was approved for them."""

    def __init__(self, employee: str, facts: Iterable[Event]) -> None:
        self.career, self.changes = Career(employee), RequirementChanges(employee)
        _fold(facts, self.career, self.changes)

    def stretches(self, company: Company, period: Year) -> list[Stretch]:
        """The person's days in a period, by branch and rules."""
        return stretches(self.career, company.tree, company.book, period)

    def place(self, period: Year) -> Place | None:
        """Where the person was last by the end of a period, and as what."""
        ends = end_of(period.last, DEFAULT_POLICY.time_zone)
        return next((spell.place for spell in reversed(self.career.spells) if spell.since < ends), None)

    def owes(self, company: Company, period: Year, there: list[Stretch]) -> Requirement:
        """State what is owed for these days of a period."""
        calendar = company.calendar(period, company.book)
        return owed(period, calendar, there, self.career.absences.values(), self.changes.of(period.name))


def _fold(facts: Iterable[Event], *models: Model) -> None:
    for fact in facts:
        for model in models:
            if isinstance(fact, model.reads):
                model.apply(fact)
