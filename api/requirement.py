"""What a person owes in a period, folded from the log itself: now, as of a moment, or as was known at one."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial

from msgspec import Struct, json

from api.folding import fold
from ledger.events import PeriodClosed
from ledger.lives import Company, Life
from ledger.log.log import Fact, Log, Question
from ledger.log.stored import decode
from ledger.models.books import Books
from ledger.models.career import Career
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
    company, life = _folded(log, ask, upto)
    period = company.period(ask.period) if ask.period else company.period_at(ask.as_of or ask.now)
    closed = _closed(log, ask, upto, period.name)
    if closed is not None:
        company, life = _folded(log, ask, closed)
        period = company.period(period.name)
    return _said(ask, upto, life.owes(company, period))


def _folded(log: Log, ask: Ask, upto: int) -> tuple[Company, Life]:
    career, changes, tree, book = Career(ask.employee), RequirementChanges(ask.employee), Branches(), PolicyBook()
    fold(log, career, changes, tree, book, upto=upto, counts=partial(_counts, ask))
    return Company(tree, book), Life(career, changes)


def _closed(log: Log, ask: Ask, upto: int, period: str) -> int | None:
    """Give the position of what a closed period rests on; it is closed with the first that is not before it."""
    facts = [fact for _, fact in log.load([Question(Books().tags, (PeriodClosed.__name__,))], upto)]
    closed = [(decode(fact), fact.position) for fact in facts if _counts(ask, fact)]
    return next((at for one, at in closed if isinstance(one, PeriodClosed) and one.period >= period), None)


def _counts(ask: Ask, fact: Fact) -> bool:
    happened = ask.as_of is None or fact.effective_at <= ask.as_of
    return happened and (ask.recorded_as_of is None or fact.recorded_at <= ask.recorded_as_of)


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
