"""Leaving: whose account ends when, what would happen to it then, and what did."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "leaving"
VERSION = 1
KEY = {"leavers": ("employee",)}

SCHEMA = """
create table leavers (
  employee   text primary key,
  last_day   text not null,
  treatment  text not null,               -- pay_out | lapse
  settles_at timestamptz not null,
  state      text not null,               -- leaving | returned | settled
  position   bigint not null              -- of the last of these facts
) with (fillfactor = 70);
create index on leavers (settles_at) where state = 'leaving';
"""

APPLY = (
    Step(
        (e.EmployeeLeft, e.EmployeeJoined, e.AccountSettled),
        """
with left_last as (
  select distinct on (employee) employee, data, position from facts where type = 'EmployeeLeft'
   order by employee, position desc
), last as (
  select distinct on (employee) employee, type, position from facts order by employee, position desc
), known as (
  select employee, coalesce(l.data->>'last_day', k.last_day) as last_day,
         coalesce(l.data->>'treatment', k.treatment) as treatment,
         coalesce((l.data->>'settles_at')::timestamptz, k.settles_at) as settles_at,
         case last.type when 'EmployeeLeft' then 'leaving' when 'AccountSettled' then 'settled' else 'returned' end
           as state,
         last.position
    from last left join left_last l using (employee) left join leavers k using (employee)
)
insert into leavers
select * from known where last_day is not null
    on conflict (employee) do update
   set last_day = excluded.last_day, treatment = excluded.treatment, settles_at = excluded.settles_at,
       state = excluded.state, position = excluded.position
""",
    ),
)


class Leaver(NamedTuple):
    """Somebody whose account ends: what lasts until then, what lapses before, what still waits or is held, the debt."""

    employee: str
    last_day: str
    treatment: str
    settles_at: datetime
    state: str
    lasts: int
    lapses: int
    pending: int
    held: int
    debt: int


def leavers(
    connection: Connection,
    *,
    employee: str | None = None,
    state: str | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Leaver]:
    """Leavers by the moment at which they are settled, as things stand now, after the last page's."""
    with connection.cursor(row_factory=class_row(Leaver)) as cursor:
        return cursor.execute(
            """
            select l.employee, l.last_day, l.treatment, l.settles_at, l.state,
                   coalesce(sum(o.active) filter (where o.expires_at is null or o.expires_at > l.settles_at), 0)::bigint
                     as lasts,
                   coalesce(sum(o.active) filter (where o.expires_at <= l.settles_at), 0)::bigint as lapses,
                   coalesce(b.pending, 0) as pending, coalesce(b.held, 0) as held, coalesce(b.debt, 0) as debt
              from view_leaving.leavers l
              left join view_lots.lots o using (employee) left join view_balances.balances b using (employee)
             where (%(after)s::timestamptz is null or (l.settles_at, l.employee) > (%(after)s, %(name)s))
               and (%(employee)s::text is null or l.employee = %(employee)s)
               and (%(state)s::text is null or l.state = %(state)s)
             group by l.employee, b.pending, b.held, b.debt
             order by l.settles_at, l.employee
             limit %(limit)s
            """,
            {
                "after": after[0] if after else None,
                "name": after[1] if after else None,
                "employee": employee,
                "state": state,
                "limit": limit,
            },
        ).fetchall()


def due(connection: Connection, as_of: datetime) -> list[tuple[str, int]]:
    """Whose account is to be settled by a moment, and the position of the fact that says so."""
    return connection.execute(
        "select employee, position from view_leaving.leavers where state = 'leaving' and settles_at <= %s order by 1",
        [as_of],
    ).fetchall()
