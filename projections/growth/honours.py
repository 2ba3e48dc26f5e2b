"""Who is honoured in a period, as of both clocks: `ledger.honours` asked of how people stand."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from psycopg import Connection

from ledger.honours import Honour, Learner, Title, honoured
from ledger.lives import Company
from ledger.periods import Year, end_of
from ledger.policy import DEFAULT_POLICY
from ledger.policy.requirement import HonourRule
from ledger.requirement.stretches import INSTANT
from projections.compliance import questions, sources
from projections.compliance.sources import NOW, AsOf
from projections.growth.honour_words import said

ZONE = DEFAULT_POLICY.time_zone
LEARNERS = """
select employee, branch, counted - carried_in, earned, missing from standings
 where period = %(period)s and counted > carried_in and branch is not null
   and (%(branches)s::text[] is null or branch = any(%(branches)s))
"""


class Honoured(NamedTuple):
    """A person's title for a period, by which policy; until the period is over others may still overtake them."""

    title: Title
    employee: str
    branch: str
    period: str
    credits: Decimal
    among: str | None
    rank: int | None
    of: int | None
    policy_version: str
    final: bool
    what: str
    what_zh: str


def honours(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection[Any],
    *,
    now: datetime,
    period: str | None = None,
    branch: str | None = None,
    when: AsOf = NOW,
    after: tuple[str, str] | None = None,
    limit: int = 100,
) -> list[Honoured]:
    """Titles of a period by kind and person, of a branch and all below it or of the company."""
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, _ = questions.asked(company, period, when.as_of or now)
        below = set(questions.subtree(company, branch, when.as_of or now)) if branch else None
        found = of_period(connection, company, year, now, when)
    # A star of the company is one among all, whatever branch is asked about.
    titles = sorted((one for one in found if below is None or one.branch in below), key=_order)
    return [one for one in titles if after is None or _order(one) > after][:limit]


def of_person(  # noqa: PLR0913 - a person's period, as of when
    connection: Connection[Any], company: Company, employee: str, branch: str, year: Year, now: datetime, when: AsOf
) -> list[Honoured]:
    """Give a person's titles of a period, whose branch in it is this."""
    alone = company.policy(branch, _rules_at(year, now, when)).requirement.honours.learning_stars_of == "branch"
    found = of_period(connection, company, year, now, when, [branch] if alone else None)
    return [one for one in found if one.employee == employee]


def of_period(  # noqa: PLR0913 - as above
    connection: Connection[Any],
    company: Company,
    year: Year,
    now: datetime,
    when: AsOf,
    branches: list[str] | None = None,
) -> list[Honoured]:
    """Give every title of a period in these branches, or in all."""
    moment, final = _rules_at(year, now, when), company.day(when.as_of or now) > year.last
    # Of a closed period as it was closed, its rules too.
    company, year, _ = sources.resting(connection, company, year, when)

    @cache
    def rule(branch: str | None) -> HonourRule:
        return company.policy(branch, moment).requirement.honours

    def told(one: Honour) -> Honoured:
        learner = one.learner
        version = company.policy(learner.branch, moment).version
        what = (learner.employee, learner.branch, year.name, learner.learnt)
        return Honoured(one.title, *what, one.among, one.rank, one.of, version, final, *said(one, version, final=final))

    return [*map(told, honoured(_learners(connection, company, year, branches, when), rule))]


def _rules_at(year: Year, now: datetime, when: AsOf) -> datetime:
    """The rules as the period ends; while it lasts, those of the moment."""
    return min(when.as_of or now, end_of(year.last, ZONE) - INSTANT)


def _order(one: Honoured) -> tuple[str, str]:
    return one.title, one.employee


def _learners(
    connection: Connection[Any], company: Company, year: Year, branches: list[str] | None, when: AsOf
) -> Iterable[Learner]:
    if when == NOW:
        asked = {"period": year.name, "branches": branches}
        return map(Learner._make, connection.execute(LEARNERS, asked).fetchall())
    rows = questions.derived(connection, company, year, branches, when, year.last)
    return (
        Learner(row.employee, row.branch, row.counted - row.carried_in, row.earned, row.missing)
        for row in rows
        if row.branch is not None
    )
