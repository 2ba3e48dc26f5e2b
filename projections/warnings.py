"""Warnings: who was told what, when; and who has fallen behind the line and was not told."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from ledger.periods import Year
from projections.view import Step

NAME = "warnings"
VERSION = 1
KEY = {"warnings": ("position",)}

Kind = Literal["deadline", "pace"]

SCHEMA = """
create table warnings (
  position   bigint primary key,
  employee   text not null,
  kind       text not null,             -- deadline, of a required course | pace, behind the line of a period
  obligation text,
  course     text,
  period     text,
  day        text not null,             -- the last one; or up to which the line is drawn
  stage      text,                      -- days before the last one, or overdue
  nearness   integer,                   -- the same as a number; -1 is overdue
  days_left  integer,
  owed       numeric(10, 2),
  counted    numeric(10, 2),
  line       numeric(10, 2),
  raised_at  timestamptz not null,
  recorded_at timestamptz not null
);
create index on warnings (employee, obligation, day);
"""

APPLY = (
    Step(
        (e.DeadlineWarningRaised, e.PaceWarningRaised),
        """
insert into warnings
select position, employee, case type when 'PaceWarningRaised' then 'pace' else 'deadline' end,
       data->>'obligation', data->>'course', data->>'period', coalesce(data->>'due', data->>'day'), data->>'stage',
       case data->>'stage' when 'overdue' then -1 else (data->>'stage')::integer end, (data->>'days_left')::integer,
       (data->>'owed')::numeric, (data->>'counted')::numeric, (data->>'line')::numeric, effective_at, recorded_at
  from facts
""",
    ),
)
BEHIND = """
select employee,
       greatest((select max(l.position) from view_compliance.lives l where l.employee = s.employee),
                (select max(p.position) from view_compliance.postings p where p.employee = s.employee)) as position
  from (
    -- The line is that of `ledger.pace`.
    select employee, owed, counted, coalesce(round(owed * (
             select sum(upper(days) - lower(days))
               from unnest(there * datemultirange(daterange(null, %(day)s, '[]'))) days
           ) / (select sum(upper(days) - lower(days)) from unnest(there) days), 2), 0) as line
      from view_compliance.standings where period = %(period)s and there @> %(today)s::date
  ) s
 where counted < line - owed * %(share)s
   and not exists (select from view_warnings.warnings w
                    where w.employee = s.employee and w.kind = 'pace' and w.period = %(period)s
                      and w.day >= %(day)s::date::text)
 order by employee
"""


class Warned(NamedTuple):
    """One warning, and the figures that led to it."""

    position: int
    employee: str
    kind: Kind
    obligation: str | None
    course: str | None
    period: str | None
    day: str
    stage: str | None
    days_left: int | None
    owed: Decimal | None
    counted: Decimal | None
    line: Decimal | None
    raised_at: datetime


class Behind(NamedTuple):
    """Somebody whose credits have fallen behind the line by more than is tolerated, and the last fact that says so."""

    employee: str
    position: int


def warnings(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str | None = None,
    branch: str | None = None,
    kind: Kind | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Warned]:
    """Warnings in the order they were raised, of a person or of who is now in a branch or anywhere under it."""
    with connection.cursor(row_factory=class_row(Warned)) as cursor:
        return cursor.execute(
            """
            with recursive parents as materialized (
              select distinct on (branch) branch, parent from view_obligations.tree
               where effective_at <= clock_timestamp() order by branch, effective_at desc, position desc
            ), under(branch) as (
              select %(branch)s::text
               union
              select p.branch from parents p join under u on p.parent = u.branch
            )
            select position, employee, kind, obligation, course, period, day, stage, days_left, owed, counted, line,
                   raised_at
              from view_warnings.warnings w
             where position > %(after)s
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(kind)s::text is null or kind = %(kind)s)
               and (%(as_of)s::timestamptz is null or raised_at <= %(as_of)s)
               and (%(recorded_as_of)s::timestamptz is null or recorded_at <= %(recorded_as_of)s)
               and (%(branch)s::text is null or (
                     select s.branch from view_obligations.steps s
                      where s.employee = w.employee and s.type <> 'PositionAssigned'
                        and s.effective_at <= clock_timestamp()
                        -- A joining that is recorded after a notice withdraws it.
                        and not (s.type = 'EmployeeLeft' and exists (
                              select from view_obligations.steps j
                               where j.employee = s.employee and j.type = 'EmployeeJoined' and j.position > s.position
                                 and j.effective_at < s.effective_at))
                      order by s.effective_at desc, s.position desc limit 1) in (select branch from under))
             order by position
             limit %(limit)s
            """,
            {
                "employee": employee,
                "branch": branch,
                "kind": kind,
                "as_of": as_of,
                "recorded_as_of": recorded_as_of,
                "after": after,
                "limit": limit,
            },
        ).fetchall()


def behind(connection: Connection, period: Year, day: date, today: date, share: Decimal) -> Sequence[Behind]:
    """Give who is here, behind the line of a period as it stands at the end of a day, and was not told so since."""
    asked = {"period": period.name, "day": day, "today": min(today, period.last), "share": share}
    with connection.cursor(row_factory=class_row(Behind)) as cursor:
        return cursor.execute(BEHIND, asked).fetchall()
