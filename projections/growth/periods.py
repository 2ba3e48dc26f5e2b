"""The periods of a person's time in the company, and how they stood in each."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct
from psycopg import Connection

from ledger.lives import Company
from ledger.pace import days_there, expected
from ledger.periods import Year
from ledger.standing import Standing
from projections.compliance import explaining, owing, sources
from projections.compliance.deadlines import Deadline
from projections.compliance.explaining import BoundTerm, CarriedTerm
from projections.compliance.owing import OwedTerm
from projections.compliance.sources import AsOf, Person


class Lived(NamedTuple):
    """A person's standing in a period, and what it rests on."""

    company: Company
    person: Person
    stands: Standing


class PeriodStanding(Struct, frozen=True):
    """How the person stood in a period by a day, what was owed term by term, and what was required until when."""

    period: str
    first: date
    last: date
    branch: str | None
    position: str | None
    owed: Decimal
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    missing: Decimal
    day: date
    expected: Decimal
    on_track: bool
    requirement: list[OwedTerm]
    carried: list[CarriedTerm]
    parts: list[BoundTerm]
    deadlines: list[Deadline]


def since_joining(person: Person, company: Company, moment: datetime) -> Sequence[Year]:
    """Give the periods from joining, or the first credits, up to the moment's; and later ones that have credits."""
    began = [company.period_at(spell.since).name for spell in person.life.career.spells[:1]]
    names = [int(name) for name in (*began, *(name for name, postings in person.postings.items() if postings))]
    if not names:
        return ()
    last = max(int(company.period_at(moment).name), *names)
    return [company.period(str(year)) for year in range(min(names), last + 1)]


def rested(connection: Connection[Any], company: Company, person: Person, year: Year, when: AsOf) -> Lived:
    """Say how a person stands in a period; once it is closed, by what was recorded before and nothing since."""
    known, period, then = sources.resting(connection, company, year, when)
    if then != when:
        (person,) = sources.people(connection, known, [person.employee], then)
    return Lived(known, person, person.standing(known, period))


def stood(lived: Lived, required: list[Deadline], today: date) -> PeriodStanding:
    """Say how a person stood in a period, or stands in it today."""
    _, person, stands = lived
    year, there = stands.period, days_there(stands.requirement)
    place = person.life.place(year) if there else None
    day = min(today, year.last)
    line = expected(stands.owed, there, day)
    return PeriodStanding(
        period=year.name,
        first=year.first,
        last=year.last,
        branch=place.branch if place else None,
        position=place.position if place else None,
        owed=stands.owed,
        earned=stands.earned,
        carried_in=stands.carried_in,
        counted=stands.counted,
        missing=stands.missing,
        day=day,
        expected=line,
        on_track=stands.counted >= line,
        requirement=[*owing.owed_terms(stands.requirement)],
        carried=explaining.carried_terms(stands),
        parts=explaining.bound_terms(stands),
        deadlines=required,
    )
