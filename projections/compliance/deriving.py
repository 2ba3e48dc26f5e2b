"""How people stand, derived from their facts a hand at a time: nothing is added up, so nothing can drift."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import Connection

from ledger.lives import Company
from ledger.pace import Days, days_there
from ledger.periods import Year
from projections.compliance import sources
from projections.compliance.sources import AsOf, Person

HAND = 1_000  # people: some seconds of work, that a kill undoes

TAKE = """
delete from waiting where employee in (select employee from waiting order by employee limit %s) returning employee
"""
UNDERIVED = """
select asked.employee from unnest(%s::text[]) asked(employee)
 where not exists (select from standings s where s.employee = asked.employee and s.period = %s and s.closed) order by 1
"""


def take_a_hand(connection: Connection[Any]) -> None:
    """Derive the standings of some who wait, in every period that is kept."""
    employees = sorted(employee for (employee,) in connection.execute(TAKE, [HAND]))
    if not employees:
        return
    company = sources.company(connection)
    closed = sources.closed(connection)
    periods = [period for period in kept(connection, company) if period.name not in closed]
    # All is read before anything is written: a connection that copies in can do nothing else.
    rows = [*_rows(sources.people(connection, company, employees), company, periods)]
    for period, upto in closed.items():
        rows += _closed(connection, employees, period, AsOf(upto=upto))
    connection.execute("delete from standings where employee = any(%s) and not closed", [employees])
    with connection.cursor() as cursor, cursor.copy("copy standings from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def kept(connection: Connection[Any], company: Company) -> list[Year]:
    """Give the periods that touch a year in which anybody earned credits."""
    years = [str(year) for (year,) in connection.execute("select year from years")]
    found = (period for year in years for period in company.touching(year))
    return sorted(set(found))


def _closed(connection: Connection[Any], employees: list[str], period: str, when: AsOf) -> list[tuple[object, ...]]:
    """Derive the standings in a closed period of those who have none yet: they rest on what was recorded before."""
    found = connection.execute(UNDERIVED, [employees, period]).fetchall()
    if not found:
        return []
    company = sources.company(connection, when)
    people = sources.people(connection, company, [employee for (employee,) in found], when)
    return [*_rows(people, company, [company.period(period)], closed=True)]


def _rows(
    people: Iterable[Person], company: Company, periods: Sequence[Year], *, closed: bool = False
) -> Iterator[tuple[object, ...]]:
    for person in people:
        for period in periods:
            stands = person.stands(company, period)
            if stands is not None:
                there = days_there(stands.requirement)
                place = person.life.place(period) if there else None
                yield (
                    person.employee,
                    period.name,
                    place.branch if place else None,
                    place.position if place else None,
                    *(stands.owed, stands.earned, stands.carried_in, stands.counted, stands.missing),
                    json.dumps([part.said() for part in stands.parts]),
                    _days(there),
                    closed,
                )


def _days(there: Iterable[Days]) -> str:
    """Write days as PostgreSQL reads them, the last of each stay included."""
    return "{" + ",".join(f"[{first},{last}]" for first, last in there) + "}"
