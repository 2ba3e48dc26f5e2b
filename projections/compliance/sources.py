"""What is known of a company and its people, out of the view's tables: now, or as of either clock."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from psycopg import Connection

from ledger.events import REGISTRY, Event
from ledger.lives import Company, Life
from ledger.pace import days_there
from ledger.periods import Year
from ledger.standing import Carried, Posting, Standing, standing

KNOWN = """
       (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
   and (%(recorded_as_of)s::timestamptz is null or recorded_at <= %(recorded_as_of)s)
   and (%(upto)s::bigint is null or position <= %(upto)s)
"""
COMPANY = f"select type, effective_at, data from company where {KNOWN} order by position"  # noqa: S608 - as above
LIVES = f"""
select employee, type, effective_at, data from lives
 where employee = any(%(people)s) and {KNOWN} order by employee, position
"""  # noqa: S608 - as above
POSTINGS = f"""
select employee, credits, kind, category, course, activity, effective_at, position, booked from postings
 where employee = any(%(people)s) and {KNOWN}
"""  # noqa: S608 - as above
CARRIED = f"""
select employee, period, credits, since, lapses_with, position from carried
 where employee = any(%(people)s) and {KNOWN} order by position
"""  # noqa: S608 - as above
# A period is closed with all before it.
CLOSED = f"select min(position) from closed where period >= %(period)s and {KNOWN}"  # noqa: S608 - as above


class AsOf(NamedTuple):
    """What had happened by a moment, as it was known at another, and was recorded up to a position."""

    as_of: datetime | None = None
    recorded_as_of: datetime | None = None
    upto: int | None = None


NOW = AsOf()


class Person(NamedTuple):
    """All that a person's standing in any period rests on."""

    employee: str
    life: Life
    # By the period that they count in.
    postings: Mapping[str, Sequence[Posting]]
    carried: Mapping[str, Sequence[Carried]]

    def standing(self, company: Company, period: Year) -> Standing:
        """State how the person stands in a period."""
        posted, carried = self.postings.get(period.name, ()), self.carried.get(period.name, ())
        return standing(self.life.owes(company, period), posted, carried)

    def stands(self, company: Company, period: Year) -> Standing | None:
        """State how the person stands in a period; None if it has nothing to do with them."""
        found = self.standing(company, period)
        return found if days_there(found.requirement) or found.postings or found.requirement.terms else None


@contextmanager
def of_view(connection: Connection[Any]) -> Iterator[None]:
    """Ask the live tables."""
    with connection.transaction():
        connection.execute("set local search_path to view_compliance")
        yield


def company(connection: Connection[Any], when: AsOf = NOW) -> Company:
    """Fold the tree and the policies."""
    return Company.of(_event(*row) for row in connection.execute(COMPANY, when._asdict()))


def closed(connection: Connection[Any], period: str, when: AsOf = NOW) -> int | None:
    """Give the position up to which facts make a closed period; None while it is open."""
    row = connection.execute(CLOSED, {**when._asdict(), "period": period}).fetchone()
    return None if row is None else row[0]


def resting(connection: Connection[Any], known: Company, period: Year, when: AsOf) -> tuple[Company, Year, AsOf]:
    """Give what a period rests on: once it is closed, what was recorded before and nothing since."""
    upto = closed(connection, period.name, when)
    if upto is None:
        return known, period, when
    then = when._replace(upto=upto)
    found = company(connection, then)
    return found, found.period(period.name), then


def people(
    connection: Connection[Any], company: Company, employees: Sequence[str], when: AsOf = NOW
) -> Iterator[Person]:
    """Fold these people's facts, in the order in which they were named."""
    question = {**when._asdict(), "people": list(employees)}
    lives = {
        employee: [_event(*row[1:]) for row in rows]
        for employee, rows in groupby(connection.execute(LIVES, question).fetchall(), itemgetter(0))
    }
    postings: defaultdict[str, defaultdict[str, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    for employee, *row in connection.execute(POSTINGS, question).fetchall():
        posting = Posting._make(row)
        postings[employee][company.counts_in(posting)].append(posting)
    carried: defaultdict[str, defaultdict[str, list[Carried]]] = defaultdict(lambda: defaultdict(list))
    for employee, period, *row in connection.execute(CARRIED, question).fetchall():
        carried[employee][period].append(Carried._make(row))
    for employee in employees:
        yield Person(employee, Life.of(employee, lives.get(employee, ())), postings[employee], carried[employee])


def _event(name: str, effective_at: datetime, data: dict[str, Any]) -> Event:
    return REGISTRY[name].model_validate({**data, "effective_at": effective_at})
