"""Why a person stands as they do in a period: terms of what is owed and of what counts, which add up to both."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, json
from psycopg import Connection

from ledger.events import CreditsAwarded, CreditsReversed
from ledger.lives import Company
from ledger.log.log import Fact
from ledger.log.stored import decode
from ledger.standing import Line, Part, Standing
from ledger.vocabulary import NOTHING
from projections import bookmarks
from projections.compliance import sources, words
from projections.compliance.owing import OwedTerm, owed_terms
from projections.compliance.reasons import reasons
from projections.compliance.sources import AsOf
from projections.compliance.words import Known

FACTS = f"select {', '.join(Fact._fields)} from ledger.events where position = any(%s)"  # noqa: S608 - a fact's columns


class CreditTerm(Struct, frozen=True):
    """What one activity added or took, what of it counts, both sums after it, and the fact and rules it came from."""

    credits: Decimal
    counted: Decimal
    after: Decimal
    counted_after: Decimal
    what: str
    what_zh: str
    position: int
    type: str
    effective_at: datetime
    recorded_at: datetime
    course: str
    session: str | None
    activity: str
    # The closed period that it happened in, where that is another.
    since: str | None
    kind: str | None
    category: str | None
    worth: Decimal | None
    minutes: int | None
    shortfall: str | None
    repeat_of: str | None
    makes_up: str | None
    # Why it was taken back.
    because: str | None
    calculator: str | None
    policy_version: str | None


class CarriedTerm(Struct, frozen=True):
    """What was carried in from an earlier period, until when it counts, and by which fact."""

    credits: Decimal
    since: str
    lapses_with: str
    position: int
    what: str
    what_zh: str


class BoundTerm(Struct, frozen=True):
    """What there is of a kind or category, within its minimum and maximum."""

    of: str
    earned: Decimal
    minimum: Decimal
    maximum: Decimal | None
    counted: Decimal
    missing: Decimal
    what: str
    what_zh: str


class ComplianceExplanation(Struct, frozen=True):
    """How a person stands in a period, and every term of it."""

    employee: str
    period: str
    first: date
    last: date
    as_of: datetime | None
    recorded_as_of: datetime | None
    position: int
    owed: Decimal
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    missing: Decimal
    what: str
    what_zh: str
    requirement: list[OwedTerm]
    credits: list[CreditTerm]
    carried: list[CarriedTerm]
    parts: list[BoundTerm]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        return json.encode(self)


def explain(
    connection: Connection[Any], employee: str, period: str | None, now: datetime, when: AsOf
) -> ComplianceExplanation:
    """Explain a period, or the one of `now`; who has nothing to do with it owes and has nothing."""
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year = company.period(period) if period else company.period_at(when.as_of or now)
        company, year, when = sources.resting(connection, company, year, when)
        (person,) = sources.people(connection, company, [employee], when)
        return _explanation(connection, company, employee, person.standing(company, year), when)


def _explanation(
    connection: Connection[Any], company: Company, employee: str, stands: Standing, when: AsOf
) -> ComplianceExplanation:
    en, zh = words.missing(stands)
    year = stands.requirement.period
    return ComplianceExplanation(
        employee=employee,
        period=year.name,
        first=year.first,
        last=year.last,
        as_of=when.as_of,
        recorded_as_of=when.recorded_as_of,
        position=bookmarks.read(connection, "live")["compliance"].position,
        owed=stands.owed,
        earned=stands.earned,
        carried_in=stands.carried_in,
        counted=stands.counted,
        missing=stands.missing,
        what=en,
        what_zh=zh,
        requirement=[*owed_terms(stands.requirement)],
        credits=credit_terms(connection, company, employee, stands),
        carried=carried_terms(stands),
        parts=bound_terms(stands),
    )


def credit_terms(connection: Connection[Any], company: Company, employee: str, stands: Standing) -> list[CreditTerm]:
    """Explain every posting, in the order in which they happened."""
    positions = [posting.position for posting in stands.postings]
    facts = {fact.position: fact for fact in map(Fact._make, connection.execute(FACTS, [positions]))}
    why = reasons(connection, employee, facts.values())
    parts = {part.of: part for part in stands.parts}
    terms: list[CreditTerm] = []
    for line in stands.lines():
        fact = facts[line.posting.position]
        since = company.period_at(line.posting.effective_at).name if line.posting.booked else None
        known = Known(since, why.get(fact.position))
        terms.append(_credit(fact, line, parts, known, terms[-1] if terms else None))
    return terms


def _credit(fact: Fact, line: Line, parts: dict[str, Part], known: Known, before: CreditTerm | None) -> CreditTerm:
    event, posting = decode(fact), line.posting
    assert isinstance(event, CreditsAwarded | CreditsReversed)  # noqa: S101 - the view takes no other
    awarded = event if isinstance(event, CreditsAwarded) else None
    # The envelope names the rules of everybody in the room, the basis those of this person.
    basis = awarded.basis if awarded else None
    version = basis.policy if basis else fact.policy_version
    en, zh = words.posted(event, line, parts, known, version)
    return CreditTerm(
        credits=posting.credits,
        counted=line.counted,
        after=(before.after if before else NOTHING) + posting.credits,
        counted_after=(before.counted_after if before else NOTHING) + line.counted,
        what=en,
        what_zh=zh,
        position=posting.position,
        type=fact.type,
        effective_at=fact.effective_at,
        recorded_at=fact.recorded_at,
        course=posting.course,
        session=event.session,
        activity=posting.activity,
        since=known.since,
        kind=posting.kind,
        category=posting.category,
        worth=awarded.worth if awarded else None,
        minutes=awarded.minutes if awarded else None,
        shortfall=awarded.shortfall if awarded else None,
        repeat_of=awarded.repeat_of if awarded else None,
        makes_up=awarded.makes_up if awarded else None,
        because=known.because,
        calculator=basis.calculator.name if basis else None,
        policy_version=version,
    )


def carried_terms(stands: Standing) -> list[CarriedTerm]:
    """Explain what was carried in."""
    return [CarriedTerm(*one, *words.carried(one)) for one in stands.carried]


def bound_terms(stands: Standing) -> list[BoundTerm]:
    """Explain what of each kind and category counts."""
    return [BoundTerm(*part, part.counted, part.missing, *words.bounded(part)) for part in stands.parts]
