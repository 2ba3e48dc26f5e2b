"""How a person, a branch with all below it, and the company stand: from the rows that are kept, or as of a moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import structs
from psycopg import Connection
from psycopg.types.multirange import Multirange

from ledger.lives import Company
from ledger.pace import Days, days_there, expected
from ledger.periods import Year
from ledger.standing import Standing
from projections.compliance import deadlines, sources
from projections.compliance.sources import NOW, AsOf, Person

COLUMNS = "employee, branch, job, owed, earned, carried_in, counted, missing, parts, there"
ONE_DAY = timedelta(days=1)
HAND = 1_000  # people who are derived together
PAGE_OF_ALL = 5_000  # people who are read together, as each page sorts them again
PAGE = f"""
select {COLUMNS} from standings
 where period = %(period)s
   and (%(branches)s::text[] is null or branch = any(%(branches)s))
   and (%(missing)s::numeric is null or (-missing, employee) > (-%(missing)s::numeric, %(employee)s::text))
 order by missing desc, employee limit %(limit)s
"""  # noqa: S608 - constants of ours
ONE = f"""
select {COLUMNS} from standings
 where period = %(period)s and employee = %(employee)s
   and not exists (select from waiting where employee = %(employee)s)
"""  # noqa: S608 - as above
# Everybody who was ever sent to one of these branches; of the company, everybody.
SENT = "select distinct employee from lives where data->>'branch' = any(%(branches)s) order by employee"
EVERYBODY = "select employee from lives union select employee from postings order by employee"


class Compliance(NamedTuple):
    """How a person stands: `expected` is what should count by `day` on a straight line over their days."""

    employee: str
    period: str
    branch: str | None
    position: str | None
    owed: Decimal
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    missing: Decimal
    parts: Sequence[Mapping[str, Any]]
    day: date
    expected: Decimal
    on_track: bool
    # The courses that are required of this person; not said where many people are shown.
    deadlines: Sequence[Mapping[str, Any]] | None = None


def person(
    connection: Connection[Any], employee: str, period: str | None, now: datetime, when: AsOf = NOW
) -> Compliance:
    """How one person stands; who has nothing to do with the period owes and has nothing."""
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, day = asked(company, period, when.as_of or now)
        row = connection.execute(ONE, {"period": year.name, "employee": employee}).fetchone() if when == NOW else None
        if row is None:
            company, rests, then = sources.resting(connection, company, year, when)
            (found,) = sources.people(connection, company, [employee], then)
        stands = _kept(row, year, day) if row else _derived(found, found.standing(company, rests), day)
        required = deadlines.of_person(connection, employee, year, now, when)
        return stands._replace(deadlines=[*map(structs.asdict, required)])


def people(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection[Any],
    *,
    now: datetime,
    period: str | None = None,
    branch: str | None = None,
    when: AsOf = NOW,
    after: tuple[Decimal, str] | None = None,
    limit: int = 100,
) -> list[Compliance]:
    """People of a branch and all below it, or of the company: who misses most comes first."""
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, day = asked(company, period, when.as_of or now)
        branches = subtree(company, branch, when.as_of or now) if branch else None
        if when == NOW:
            missing, employee = after or (None, None)
            terms = {"period": year.name, "branches": branches, "missing": missing, "employee": employee}
            return [_kept(row, year, day) for row in connection.execute(PAGE, {**terms, "limit": limit})]
        found = sorted(derived(connection, company, year, branches, when, day), key=_order)
        return [one for one in found if after is None or _order(one) > (-after[0], after[1])][:limit]


def everybody(
    connection: Connection[Any],
    *,
    now: datetime,
    period: str,
    branch: str | None,
    when: AsOf = NOW,
) -> Iterator[Compliance]:
    """The same people in no order that matters, a hand at a time, so that they are never all in memory."""
    if when == NOW:
        asked_: dict[str, Any] = {"now": now, "period": period, "branch": branch, "limit": PAGE_OF_ALL}
        hand = people(connection, **asked_)
        while hand:
            yield from hand
            hand = people(connection, **asked_, after=(hand[-1].missing, hand[-1].employee))
        return
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, day = asked(company, period, when.as_of or now)
        branches = subtree(company, branch, when.as_of or now) if branch else None
        yield from derived(connection, company, year, branches, when, day)


def subtree(company: Company, branch: str, moment: datetime) -> list[str]:
    """Name a branch and all that are below it at a moment."""
    found = [branch]
    for one in found:
        found += [below for below in company.tree.under(one, moment) if below not in found]
    return found


def asked(company: Company, period: str | None, moment: datetime) -> tuple[Year, date]:
    """Give the period asked about, and the day up to which the straight line is drawn."""
    year = company.period(period) if period else company.period_at(moment)
    return year, min(company.day(moment), year.last)


def derived(  # noqa: PLR0913 - what the rows are made from
    connection: Connection[Any],
    company: Company,
    year: Year,
    branches: list[str] | None,
    when: AsOf,
    day: date,
) -> Iterable[Compliance]:
    """How everybody stands who was in one of these branches, or in any, as of a moment."""
    company, year, when = sources.resting(connection, company, year, when)
    query = EVERYBODY if branches is None else SENT
    candidates = [employee for (employee,) in connection.execute(query, {"branches": branches})]
    for start in range(0, len(candidates), HAND):
        for found in sources.people(connection, company, candidates[start : start + HAND], when):
            stands = found.stands(company, year)
            row = None if stands is None else _derived(found, stands, day)
            if row is not None and (branches is None or row.branch in branches):
                yield row


def _order(row: Compliance) -> tuple[Decimal, str]:
    return -row.missing, row.employee


def _kept(row: tuple[Any, ...], year: Year, day: date) -> Compliance:
    employee, branch, job, owed, earned, carried_in, counted, missing, parts, there = row
    line = expected(owed, _days_kept(there), day)
    figures = (owed, earned, carried_in, counted, missing, parts)
    return Compliance(employee, year.name, branch, job, *figures, day, line, counted >= line)


def _derived(found: Person, stands: Standing, day: date) -> Compliance:
    year, there = stands.period, days_there(stands.requirement)
    place = found.life.place(year) if there else None
    line = expected(stands.owed, there, day)
    figures = (stands.owed, stands.earned, stands.carried_in, stands.counted, stands.missing)
    branch, job = (place.branch, place.position) if place else (None, None)
    parts = [part.said() for part in stands.parts]
    return Compliance(found.employee, year.name, branch, job, *figures, parts, day, line, stands.counted >= line)


def _days_kept(there: Multirange[date]) -> list[Days]:
    """Read days as PostgreSQL keeps them: it names the day after the last."""
    return [(one.lower, one.upper - ONE_DAY) for one in there if one.lower and one.upper]
