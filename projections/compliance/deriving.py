"""How people stand, derived from their facts a hand at a time: nothing is added up, so nothing can drift."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import Connection

from ledger.carrying import carried_on
from ledger.lives import Company
from ledger.pace import Days, days_there
from ledger.periods import Year
from ledger.standing import Standing
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
    upto = {period: sources.closed(connection, period.name) for period in kept(connection, company)}
    periods = [period for period, position in upto.items() if position is None]
    # All is read before anything is written: a connection that copies in can do nothing else.
    rows = [*_rows(sources.people(connection, company, employees), company, periods)]
    for period, position in upto.items():
        if position is not None:
            rows += _closed(connection, employees, period.name, AsOf(upto=position))
    connection.execute("delete from standings where employee = any(%s) and not closed", [employees])
    with connection.cursor() as cursor, cursor.copy("copy standings from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def kept(connection: Connection[Any], company: Company) -> list[Year]:
    """Give the periods that touch a year in which anybody earned credits, and those that were closed."""
    years = [str(year) for (year,) in connection.execute("select year from years")]
    found = {period for year in years for period in company.touching(year)}
    return sorted(found | {company.period(name) for (name,) in connection.execute("select period from closed")})


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
                    json.dumps([*_carries(person, company, stands)]),
                    closed,
                )


def _carries(person: Person, company: Company, stands: Standing) -> Iterator[dict[str, str]]:
    """Say what goes on into the next period, if this one is closed as it stands."""
    rules = person.life.carries(company, stands.requirement.period) if stands.beyond else None
    for one in carried_on(stands, rules) if rules else ():
        yield {"credits": str(one.credits), "since": one.since, "lapses_with": one.lapses_with}


def _days(there: Iterable[Days]) -> str:
    """Write days as PostgreSQL reads them, the last of each stay included."""
    return "{" + ",".join(f"[{first},{last}]" for first, last in there) + "}"
