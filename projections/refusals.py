"""Refusals: who was told no, to what, with which code."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.pages import page
from projections.view import Step

NAME = "refusals"
VERSION = 1
KEY = {"refusals": ("position",)}

SCHEMA = """
create table refusals (
  position     bigint primary key,
  command      text not null,
  code         text not null,
  actor        text not null,
  employee     text,
  session      text,
  course       text,
  reward       text,
  redemption   text,
  details      jsonb not null,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null
);
create index on refusals (employee, position);
"""

APPLY = (
    Step(
        (e.CommandRefused,),
        """
insert into refusals
select position, data->>'command', data->>'code', actor, employee, session, data->>'course', data->>'reward',
       data->>'redemption', coalesce(data->'details', '{}'), effective_at, recorded_at
  from facts
""",
    ),
)


class Refusal(NamedTuple):
    """One no."""

    position: int
    command: str
    code: str
    actor: str
    employee: str | None
    session: str | None
    course: str | None
    reward: str | None
    redemption: str | None
    details: dict[str, Any]
    effective_at: datetime
    recorded_at: datetime


class Count(NamedTuple):
    """How often a command was refused with a code."""

    command: str
    code: str
    times: int


def refusals(
    connection: Connection,
    *,
    employee: str | None = None,
    code: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Refusal]:
    """Refusals in the order of the log, after the position that the last page ended with."""
    return page(connection, Refusal, "view_refusals.refusals", after=after, limit=limit, employee=employee, code=code)


def counts(connection: Connection, *, since: datetime | None = None, until: datetime | None = None) -> list[Count]:
    """How often each command was refused with each code in a half-open period, most frequent first."""
    with connection.cursor(row_factory=class_row(Count)) as cursor:
        return cursor.execute(
            """
            select command, code, count(*) as times from view_refusals.refusals
             where (%(since)s::timestamptz is null or effective_at >= %(since)s)
               and (%(until)s::timestamptz is null or effective_at < %(until)s)
             group by command, code
             order by times desc, command, code
            """,
            {"since": since, "until": until},
        ).fetchall()
