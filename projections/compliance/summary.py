"""A branch with all below it, or the company, in figures: how many people are how far."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg import Connection

from ledger.periods import Year
from ledger.vocabulary import NOTHING
from projections.compliance import sources
from projections.compliance.questions import Compliance, asked, derived, subtree
from projections.compliance.sources import NOW, AsOf

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


def summary(
    connection: Connection[Any],
    *,
    now: datetime,
    period: str | None = None,
    branch: str | None = None,
    when: AsOf = NOW,
) -> Summary:
    """Add people up."""
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, day = asked(company, period, when.as_of or now)
        branches = subtree(company, branch, when.as_of or now) if branch else None
        if when != NOW:
            return _added_up(branch, year, day, derived(connection, company, year, branches, when, day))
        row = connection.execute(SUMMARY, {"period": year.name, "day": day, "branches": branches}).fetchone()
        waiting = connection.execute("select count(*) from waiting").fetchone()
    assert row is not None  # noqa: S101 - an aggregate without groups has exactly one row
    assert waiting is not None  # noqa: S101 - as above
    return Summary(branch, year.name, day, *row, *waiting)


def _added_up(branch: str | None, year: Year, day: date, people: Iterable[Compliance]) -> Summary:
    """Add up people who were derived as of a moment: nobody waits."""
    figures, shares = [NOTHING] * 4, [0] * 6
    count = done = on_track = 0
    for one in people:
        more = (one.owed, one.earned, one.counted, one.missing)
        figures = [sum_ + figure for sum_, figure in zip(figures, more, strict=True)]
        count, done, on_track = count + 1, done + (not one.missing), on_track + one.on_track
        shares[min(int(max(one.counted, NOTHING) * 5 / one.owed), 5) if one.owed > 0 else 5] += 1
    owed, earned, counted, missing = figures
    return Summary(branch, year.name, day, count, owed, earned, counted, missing, done, on_track, shares, 0)
