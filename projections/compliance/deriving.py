"""How people stand, derived from their facts a hand at a time: nothing is added up, so nothing can drift."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import Connection

from ledger.lives import Company
from ledger.pace import Days, days_there
from ledger.periods import Year
from projections.compliance import sources
from projections.compliance.sources import Person

HAND = 1_000  # people: some seconds of work, that a kill undoes

TAKE = """
delete from waiting where employee in (select employee from waiting order by employee limit %s) returning employee
"""


def take_a_hand(connection: Connection[Any]) -> None:
    """Derive the standings of some who wait, in every period that is kept."""
    employees = sorted(employee for (employee,) in connection.execute(TAKE, [HAND]))
    if not employees:
        return
    company = sources.company(connection)
    periods = kept(connection, company)
    # All is read before anything is written: a connection that copies in can do nothing else.
    rows = [*_rows(sources.people(connection, company, employees), company, periods)]
    connection.execute("delete from standings where employee = any(%s)", [employees])
    with connection.cursor() as cursor, cursor.copy("copy standings from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def kept(connection: Connection[Any], company: Company) -> list[Year]:
    """Give the periods that touch a year in which anybody earned credits."""
    years = [str(year) for (year,) in connection.execute("select year from years")]
    found = (period for year in years for period in company.touching(year))
    return sorted(set(found))


def _rows(people: Iterable[Person], company: Company, periods: Sequence[Year]) -> Iterator[tuple[object, ...]]:
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
                )


def _days(there: Iterable[Days]) -> str:
    """Write days as PostgreSQL reads them, the last of each stay included."""
    return "{" + ",".join(f"[{first},{last}]" for first, last in there) + "}"
