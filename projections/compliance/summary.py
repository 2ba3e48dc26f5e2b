"""A branch with all below it, or the company, in figures: how far people are, and where and when they learn."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from psycopg import Connection

from ledger.periods import begin_of, end_of
from ledger.policy import DEFAULT_POLICY
from projections.compliance import sources
from projections.compliance.questions import asked, subtree

ZONE = DEFAULT_POLICY.time_zone
By = Literal["week", "branch", "position", "course"]

# The line is that of `ledger.pace`.
SUMMARY = """
with people as (
  select *, case when owed > 0 then floor(greatest(counted, 0) * 5 / owed) else 5 end as fifths,
         counted >= coalesce(round(owed * (
           select sum(upper(d) - lower(d)) from unnest(there * datemultirange(daterange(null, %(day)s, '[]'))) d
         ) / (select sum(upper(d) - lower(d)) from unnest(there) d), 2), 0) as on_track
    from standings
   where period = %(period)s and (%(branches)s::text[] is null or branch = any(%(branches)s))
)
select count(*), coalesce(sum(owed), 0.00), coalesce(sum(earned), 0.00), coalesce(sum(counted), 0.00),
       coalesce(sum(missing), 0.00), count(*) filter (where missing = 0), count(*) filter (where on_track),
       (select array_agg((select count(*) from people where least(fifths, 5) = n) order by n)
          from generate_series(0, 5) n)
  from people
"""
KEYS: dict[By, str] = {
    "week": f"""to_char(p.effective_at at time zone '{DEFAULT_POLICY.zone}', 'IYYY-"W"IW')""",
    "branch": "s.branch",
    "position": "s.job",
    "course": "p.course",
}
HEAT = """
select {key} as key, count(distinct employee), sum(minutes), sum(credits)
  from postings p left join (select employee, branch, job from standings where period = %(period)s) s using (employee)
 where effective_at >= %(begins)s and effective_at < %(ends)s
   and (%(branches)s::text[] is null or s.branch = any(%(branches)s))
 group by 1 having sum(minutes) <> 0 or sum(credits) <> 0
 order by case when %(by)s = 'week' then 0 else -sum(credits) end, 1 limit %(limit)s
"""


class Summary(NamedTuple):
    """How many people are how far; `shares` counts those below 20, 40, 60, 80 and 100 % of what they owe, and above."""

    branch: str | None
    period: str
    day: date
    people: int
    owed: Decimal
    earned: Decimal
    counted: Decimal
    missing: Decimal
    done: int
    on_track: int
    shares: list[int]
    # Whose figures are being derived again, and are those of before.
    waiting: int


class Heat(NamedTuple):
    """What was learnt in a week, a branch, a position or a course: only what earned credits and was not taken back."""

    key: str | None
    people: int
    minutes: int
    credits: Decimal


def summary(
    connection: Connection[Any], *, now: datetime, period: str | None = None, branch: str | None = None
) -> Summary:
    """Add people up."""
    with sources.of_view(connection):
        company = sources.company(connection)
        year, day = asked(company, period, now)
        branches = subtree(company, branch, now) if branch else None
        row = connection.execute(SUMMARY, {"period": year.name, "day": day, "branches": branches}).fetchone()
        waiting = connection.execute("select count(*) from waiting").fetchone()
    assert row is not None  # noqa: S101 - an aggregate without groups has exactly one row
    assert waiting is not None  # noqa: S101 - as above
    return Summary(branch, year.name, day, *row, *waiting)


def heat(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection[Any],
    *,
    now: datetime,
    by: By = "week",
    period: str | None = None,
    branch: str | None = None,
    limit: int = 1000,
) -> list[Heat]:
    """Say when people learnt in a period, week by week; or where or what, the most first."""
    with sources.of_view(connection):
        company = sources.company(connection)
        year, _ = asked(company, period, now)
        terms = {
            "by": by,
            "limit": limit,
            "period": year.name,
            "begins": begin_of(year.first, ZONE),
            "ends": end_of(year.last, ZONE),
            "branches": subtree(company, branch, now) if branch else None,
        }
        return [Heat(*row) for row in connection.execute(HEAT.format(key=KEYS[by]).encode(), terms)]
