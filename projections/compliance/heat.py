"""Where, when and what the people of a branch, or of the company, learnt."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol

from psycopg import Connection

from ledger.periods import begin_of, end_of
from ledger.policy import DEFAULT_POLICY
from projections.compliance import sources
from projections.compliance.questions import asked, derived, subtree
from projections.compliance.sources import KNOWN, NOW, AsOf

ZONE = DEFAULT_POLICY.time_zone
By = Literal["week", "branch", "position", "course"]

KEYS: dict[By, str] = {
    "week": f"""to_char(p.effective_at at time zone '{DEFAULT_POLICY.zone}', 'IYYY-"W"IW')""",
    "branch": "s.branch",
    "position": "s.job",
    "course": "p.course",
}
KEPT = "select employee, branch, job from standings where period = %(period)s"
DERIVED = "select * from unnest(%(who)s::text[], %(where)s::text[], %(what)s::text[]) t(employee, branch, job)"
HEAT = f"""
select {{key}} as key, count(distinct employee), sum(minutes), sum(credits)
  from postings p left join ({{people}}) s using (employee)
 where effective_at >= %(begins)s and effective_at < %(ends)s and {KNOWN}
   and (%(branches)s::text[] is null or s.branch = any(%(branches)s))
 group by 1 having sum(minutes) <> 0 or sum(credits) <> 0
 order by case when %(by)s = 'week' then 0 else -sum(credits) end, 1 limit %(limit)s
"""  # noqa: S608 - constants of ours


class Placed(Protocol):
    """Who was where, and as what, in a period."""

    @property
    def employee(self) -> str:
        """The person."""

    @property
    def branch(self) -> str | None:
        """Where."""

    @property
    def position(self) -> str | None:
        """As what."""


class Heat(NamedTuple):
    """What was learnt in a week, a branch, a position or a course: only what earned credits and was not taken back."""

    key: str | None
    people: int
    minutes: int
    credits: Decimal


def heat(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection[Any],
    *,
    now: datetime,
    by: By = "week",
    period: str | None = None,
    branch: str | None = None,
    when: AsOf = NOW,
    people: Iterable[Placed] | None = None,
    limit: int = 1000,
) -> list[Heat]:
    """Say when people learnt in a period, week by week; or where or what, the most first.

    Who has derived where `people` were as of a moment gives them, or they are derived once more.
    """
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, day = asked(company, period, when.as_of or now)
        branches = subtree(company, branch, when.as_of or now) if branch else None
        if when != NOW and people is None:
            people = derived(connection, company, year, branches, when, day)
        places = [] if when == NOW else [(one.employee, one.branch, one.position) for one in people or ()]
        terms = {
            **when._asdict(),
            "by": by,
            "limit": limit,
            "period": year.name,
            "begins": begin_of(year.first, ZONE),
            "ends": end_of(year.last, ZONE),
            "branches": branches,
            "who": [employee for employee, _, _ in places],
            "where": [where for _, where, _ in places],
            "what": [what for _, _, what in places],
        }
        source = KEPT if when == NOW else DERIVED
        return [Heat(*row) for row in connection.execute(HEAT.format(key=KEYS[by], people=source).encode(), terms)]
