"""What a person owes in a period, folded from the log itself: now, as of a moment, or as was known at one."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, json

from api.requirement_words import sentence
from ledger.log.log import Log, Question
from ledger.log.stored import decode
from ledger.models.career import Career
from ledger.models.model import Model
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.models.requirement import RequirementChanges
from ledger.requirement import Requirement, Term, calendar_of, current, owed, period_of, stretches


class Ask(Struct, frozen=True):
    """Of whom, for which period, and as of when on either clock; without a period it is that of `now`."""

    employee: str
    period: str | None
    as_of: datetime | None
    recorded_as_of: datetime | None
    now: datetime


class OwedTerm(Struct, frozen=True):
    """What one stay, absence or approved change adds, and what is owed with it; in words, and what they rest on."""

    credits: Decimal
    after: Decimal
    what: str
    what_zh: str
    kind: str
    about: str
    name: str
    rule: str | None
    policy_version: str
    of_credits: Decimal
    days: int
    of_days: int
    months: int
    first: date | None
    last: date | None


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
    period = period_of(ask.period, book) if ask.period else current(ask.as_of or ask.now, book)
    days = stretches(career, tree, book, period)
    found = owed(period, calendar_of(period, book), days, career.absences.values(), changes.of(period.name))
    return _said(ask, upto, found)


def _fold(log: Log, ask: Ask, upto: int, models: tuple[Model, ...]) -> None:
    questions = [Question(model.tags, model.types) for model in models]
    for number, fact in log.load(questions, upto):
        happened = ask.as_of is None or fact.effective_at <= ask.as_of
        known = ask.recorded_as_of is None or fact.recorded_at <= ask.recorded_as_of
        if happened and known:
            models[number].apply(decode(fact))


def _said(ask: Ask, position: int, found: Requirement) -> Owed:
    terms: list[OwedTerm] = []
    for term in found.terms:
        terms.append(_term(term, terms[-1].after if terms else Decimal("0.00")))
    return Owed(
        employee=ask.employee,
        period=found.period.name,
        first=found.period.first,
        last=found.period.last,
        as_of=ask.as_of,
        recorded_as_of=ask.recorded_as_of,
        position=position,
        credits=found.credits,
        terms=terms,
        bounds=[OwedBound(*bound) for bound in found.bounds],
    )


def _term(term: Term, before: Decimal) -> OwedTerm:
    en, zh = sentence(term)
    return OwedTerm(
        credits=term.credits,
        after=before + term.credits,
        what=en,
        what_zh=zh,
        kind=term.kind,
        about=term.about,
        name=term.name,
        rule=term.rule,
        policy_version=term.version,
        of_credits=term.of_credits,
        days=term.days,
        of_days=term.of_days,
        months=term.months,
        first=term.first,
        last=term.last,
    )
