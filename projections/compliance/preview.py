"""What would be sealed if a period were closed as it stands: figures, what goes on, and what is still undone in it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, json
from psycopg import Connection

from ledger.periods import begin_of, end_of
from ledger.policy import DEFAULT_POLICY
from projections import bookmarks
from projections.compliance import sources

ZONE = DEFAULT_POLICY.time_zone
VIEWS = ("compliance", "sessions", "requirement_changes", "restatements")
SHOWN = 20  # names of what is undone
STAGES = {"ClosingBegun": "closing", "PeriodClosed": "closed", "PeriodSealed": "sealed"}

STAGE = "select step from stages where period = %s order by position desc limit 1"
FIGURES = """
select count(*), coalesce(sum(owed), 0.00), coalesce(sum(earned), 0.00), coalesce(sum(carried_in), 0.00),
       coalesce(sum(counted), 0.00), coalesce(sum(missing), 0.00), count(*) filter (where missing > 0),
       (select count(*) from waiting)
  from standings where period = %(period)s
"""
CARRIED = """
select count(distinct employee), coalesce(sum((one->>'credits')::numeric), 0.00)
  from standings, jsonb_array_elements(carries) one where period = %(period)s
"""
LATE = "select count(*), coalesce(sum(credits), 0.00) from postings where booked = %(period)s"
CATEGORIES = """
select part->>'of', sum((part->>'earned')::numeric), sum((part->>'counted')::numeric),
       sum((part->>'missing')::numeric)
  from standings, jsonb_array_elements(parts) part where period = %(period)s group by 1 order by 1
"""
UNDONE = """
select what, count(*), (array_agg(name order by name))[:%(shown)s] from (
  select 'session' as what, session as name from view_sessions.sessions
   where status in ('scheduled', 'open') and ends_at >= %(begins)s and ends_at < %(ends)s
   union all
  select 'requirement_change', change from view_requirement_changes.changes
   where state = 'proposed' and period = %(period)s
   union all
  select 'restatement', restatement from view_restatements.restatements
   where state in ('proposed', 'previewed', 'approved') and since < %(ends)s
) undone group by 1 order by 1
"""


class OfCategory(Struct, frozen=True):
    """What everybody together has of a kind or category."""

    of: str
    earned: Decimal
    counted: Decimal
    missing: Decimal


class Undone(Struct, frozen=True):
    """What is still to be done: sessions that nobody closed, changes and restatements that nobody decided."""

    what: str
    how_many: int
    # The first of them.
    names: list[str]


class Preview(Struct, frozen=True):
    """A period as it would be closed; `waiting` people's figures are being derived again, and are those of before."""

    period: str
    stage: str
    first: date
    last: date
    position: int
    people: int
    owed: Decimal
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    missing: Decimal
    short: int
    waiting: int
    categories: list[OfCategory]
    # What was corrected of closed periods, and is booked in this one.
    late_corrections: int
    late_credits: Decimal
    carrying_people: int
    carrying_credits: Decimal
    undone: list[Undone]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        return json.encode(self)


def preview(connection: Connection[Any], period: str) -> Preview:
    """Show what two people are about to close."""
    with sources.of_view(connection):
        year = sources.company(connection).period(period)
        terms: dict[str, str | int | datetime] = {
            "period": period,
            "begins": begin_of(year.first, ZONE),
            "ends": end_of(year.last, ZONE),
            "shown": SHOWN,
        }

        def asked(question: str) -> list[Any]:
            return connection.execute(question.encode(), terms).fetchall()

        stage = connection.execute(STAGE, [period]).fetchone()
        members: tuple[Any, ...] = (
            period,
            STAGES.get(stage[0], "open") if stage else "open",
            year.first,
            year.last,
            bookmarks.read(connection, "live")["compliance"].position,
            *asked(FIGURES)[0],
            [OfCategory(*row) for row in asked(CATEGORIES)],
            *asked(LATE)[0],
            *asked(CARRIED)[0],
            [Undone(*row) for row in asked(UNDONE)],
        )
        return Preview(*members)
