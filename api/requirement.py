"""What a person owes in a period, folded from the log itself: now, as of a moment, or as was known at one."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, json

from ledger.lives import Company, Life
from ledger.log.log import Log, Question
from ledger.log.stored import decode
from ledger.models.career import Career
from ledger.models.model import Model
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.models.requirement import RequirementChanges
from ledger.requirement import Requirement
from projections.compliance.owing import OwedTerm, owed_terms


class Ask(Struct, frozen=True):
    """Of whom, for which period, and as of when on either clock; without a period it is that of `now`."""

    employee: str
    period: str | None
    as_of: datetime | None
    recorded_as_of: datetime | None
    now: datetime


class OwedBound(Struct, frozen=True):
    """How many of the credits owed are to be of a kind or category, and how many of it count."""

    of: str
    minimum: Decimal
    maximum: Decimal | None


class Owed(Struct, frozen=True):
    """What a person owes in a period, term by term."""

    employee: str
    period: str
    first: date
    last: date
    as_of: datetime | None
    recorded_as_of: datetime | None
    position: int
    credits: Decimal
    terms: list[OwedTerm]
    bounds: list[OwedBound]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        return json.encode(self)


def asked(log: Log, ask: Ask, upto: int) -> Owed:
    """State what is owed by the facts up to a position."""
    career, changes, tree, book = Career(ask.employee), RequirementChanges(ask.employee), Branches(), PolicyBook()
    _fold(log, ask, upto, (career, changes, tree, book))
    company = Company(tree, book)
    period = company.period(ask.period) if ask.period else company.period_at(ask.as_of or ask.now)
    return _said(ask, upto, Life(career, changes).owes(company, period))


def _fold(log: Log, ask: Ask, upto: int, models: tuple[Model, ...]) -> None:
    questions = [Question(model.tags, model.types) for model in models]
    for number, fact in log.load(questions, upto):
        happened = ask.as_of is None or fact.effective_at <= ask.as_of
        known = ask.recorded_as_of is None or fact.recorded_at <= ask.recorded_as_of
        if happened and known:
            models[number].apply(decode(fact))


def _said(ask: Ask, position: int, found: Requirement) -> Owed:
    return Owed(
        employee=ask.employee,
        period=found.period.name,
        first=found.period.first,
        last=found.period.last,
        as_of=ask.as_of,
        recorded_as_of=ask.recorded_as_of,
        position=position,
        credits=found.credits,
        terms=[*owed_terms(found)],
        bounds=[OwedBound(*bound) for bound in found.bounds],
    )
