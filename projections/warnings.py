"""Warnings: who was told what, when."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "warnings"
VERSION = 1
KEY = {"deadlines": ("employee", "obligation", "due", "stage")}

SCHEMA = """
create table deadlines (
  employee   text not null,
  obligation text not null,
  due        text not null,
  stage      text not null,             -- days before the last one, or overdue
  nearness   integer not null,          -- the same as a number; -1 is overdue
  course     text not null,
  days_left  integer not null,
  position   bigint not null,
  raised_at  timestamptz not null,
  primary key (employee, obligation, due, stage)
);
create index on deadlines (position);
"""

APPLY = (
    Step(
        (e.DeadlineWarningRaised,),
        """
insert into deadlines
select employee, data->>'obligation', data->>'due', data->>'stage',
       case data->>'stage' when 'overdue' then -1 else (data->>'stage')::integer end,
       data->>'course', (data->>'days_left')::integer, position, effective_at
  from facts
    on conflict (employee, obligation, due, stage) do nothing
""",
    ),
)


class Warned(NamedTuple):
    """One warning: so many days were left, or had passed."""

    position: int
    employee: str
    obligation: str
    course: str
    due: str
    stage: str
    days_left: int
    raised_at: datetime


def warnings(
    connection: Connection,
    *,
    employee: str | None = None,
    branch: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Warned]:
    """Warnings in the order they were raised, of a person or of the people of a branch."""
    with connection.cursor(row_factory=class_row(Warned)) as cursor:
        return cursor.execute(
            """
            select position, employee, obligation, course, due, stage, days_left, raised_at
              from view_warnings.deadlines
             where position > %(after)s
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(branch)s::text is null or employee in (
                     select p.employee from view_people.people p where p.branch = %(branch)s))
             order by position
             limit %(limit)s
            """,
            {"employee": employee, "branch": branch, "after": after, "limit": limit},
        ).fetchall()
