"""What a company and a person have come to owe, by models that a decision reads or by folds of their facts.

The read side keeps these facts, in the order of the log, and asks here: what somebody owes is worked out in one place.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, cached_property
from typing import Self

from ledger.events import Event
from ledger.models.career import Career, Place
from ledger.models.model import Model
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook, day_of
from ledger.models.requirement import RequirementChanges
from ledger.periods import Year, begin_of, end_of
from ledger.policy import DEFAULT_POLICY, CalendarPolicy, Policy
from ledger.policy.layers import spoken
from ledger.policy.requirement import CarryOver
from ledger.requirement import Requirement, Stretch, calendar_of, changes, current, owed, period_of, stretches
from ledger.standing import Posting

TREE, RULES = Branches.reads, PolicyBook.reads
ZONE = DEFAULT_POLICY.time_zone
LIFE = (*Career.reads, *RequirementChanges.reads)


class Company:
    """The tree of branches and every policy."""

    def __init__(self, tree: Branches, book: PolicyBook) -> None:
        self.tree, self.book = tree, book
        # Asked for every one of a hundred thousand people.
        self.period: Callable[[str], Year] = cache(lambda name: period_of(name, self.book))
        self.calendar: Callable[[Year], CalendarPolicy] = cache(lambda period: calendar_of(period, self.book))
        self._at: Callable[[datetime], Year] = cache(lambda moment: current(moment, self.book))

    @classmethod
    def of(cls, facts: Iterable[Event]) -> Self:
        """Fold a company's facts."""
        tree, book = Branches(), PolicyBook()
        _fold(facts, tree, book)
        return cls(tree, book)

    @cached_property
    def cuts(self) -> list[date]:
        """The days on which anybody's rules may have changed."""
        return changes(self.tree, self.book)

    def period_at(self, moment: datetime) -> Year:
        """Give the period that a moment lies in."""
        # No zone's midnight lies within a minute.
        return self._at(moment.replace(second=0, microsecond=0))

    def counts_in(self, posting: Posting) -> str:
        """Name the period that credits count in: the one that they say, or else that of their date."""
        return posting.booked or self.period_at(posting.effective_at).name

    def policy(self, branch: str | None, moment: datetime) -> Policy:
        """Give the policy in force for a branch, or the company's own."""
        layers = spoken(self.tree.path(branch, moment) if branch else (), None, None)
        return self.book.policy(layers, moment)

    @staticmethod
    def day(moment: datetime) -> date:
        """Give the company's day of a moment."""
        return day_of(moment)

    def touching(self, year: str) -> tuple[Year, Year]:
        """Give the periods of a calendar year's first and last day."""
        return self._at(begin_of(date(int(year), 1, 1), ZONE)), self.period(year)


class Life:
    """A person's career, and what was approved for them."""

    def __init__(self, career: Career, changes: RequirementChanges) -> None:
        self.career, self.changes = career, changes

    @classmethod
    def of(cls, employee: str, facts: Iterable[Event]) -> Self:
        """Fold a person's facts."""
        career, changes = Career(employee), RequirementChanges(employee)
        _fold(facts, career, changes)
        return cls(career, changes)

    def place(self, period: Year) -> Place | None:
        """Where the person was last by the end of a period, and as what."""
        ends = end_of(period.last, ZONE)
        return next((spell.place for spell in reversed(self.career.spells) if spell.since < ends), None)

    def owes(self, company: Company, period: Year) -> Requirement:
        """State what the person owes for a period; nothing without a day in it."""
        calendar = company.calendar(period)
        there = self._stretches(company, period)
        return owed(period, calendar, there, self.career.absences.values(), self.changes.of(period.name))

    def carries(self, company: Company, period: Year) -> CarryOver | None:
        """Give the rule by which credits go on into the next period; None for who is not there on the last day."""
        there = self._stretches(company, period)
        return there[-1].rules.carry_over if there and there[-1].last == period.last else None

    def _stretches(self, company: Company, period: Year) -> list[Stretch]:
        return stretches(self.career, company.tree, company.book, period, company.cuts)


def _fold(facts: Iterable[Event], *models: Model) -> None:
    for fact in facts:
        for model in models:
            if isinstance(fact, model.reads):
                model.apply(fact)
