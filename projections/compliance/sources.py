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
from ledger.standing import Posting, Standing, standing

KNOWN = """
       (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
   and (%(recorded_as_of)s::timestamptz is null or recorded_at <= %(recorded_as_of)s)
"""
COMPANY = f"select type, effective_at, data from company where {KNOWN} order by position"  # noqa: S608 - as above
LIVES = f"""
select employee, type, effective_at, data from lives
 where employee = any(%(people)s) and {KNOWN} order by employee, position
"""  # noqa: S608 - as above
POSTINGS = f"""
select employee, credits, kind, category, course, activity, effective_at, position from postings
 where employee = any(%(people)s) and {KNOWN}
"""  # noqa: S608 - as above


class AsOf(NamedTuple):
    """What had happened by a moment, as it was known at another."""

    as_of: datetime | None = None
    recorded_as_of: datetime | None = None


NOW = AsOf()


class Person(NamedTuple):
    """All that a person's standing in any period rests on."""

    employee: str
    life: Life
    postings: Mapping[str, Sequence[Posting]]

    def standing(self, company: Company, period: Year) -> Standing:
        """State how the person stands in a period."""
        return standing(self.life.owes(company, period), self.postings.get(period.name, ()))

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
        postings[employee][company.period_at(posting.effective_at).name].append(posting)
    for employee in employees:
        yield Person(employee, Life.of(employee, lives.get(employee, ())), postings[employee])


def _event(name: str, effective_at: datetime, data: dict[str, Any]) -> Event:
    return REGISTRY[name].model_validate({**data, "effective_at": effective_at})
