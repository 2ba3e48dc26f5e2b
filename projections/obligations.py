"""Required courses: who still has to do what until when, now or as of any moment; one statement."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from ledger.policy import DEFAULT_POLICY
from projections.view import Step

NAME = "obligations"
VERSION = 1
KEY = {
    "awards": ("course", "employee", "position"),
    "exemptions": ("obligation", "employee"),
    "obligations": ("obligation",),
    "steps": ("employee", "position"),
    "tree": ("branch", "position"),
}
DUTIES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

State = Literal["open", "overdue", "done", "late"]

SCHEMA = """
create table obligations (
  obligation   text primary key,
  course       text not null,
  branch       text,
  post         text,
  level        text,
  person       text,
  until        date,
  within_days  integer,
  counts_from  date,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  released_at  timestamptz,
  release_recorded_at timestamptz
);
create table exemptions (
  obligation   text not null,
  employee     text not null,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (obligation, employee)
);
create table steps (                 -- of people's careers, as they were recorded
  employee     text not null,
  position     bigint not null,
  type         text not null,
  branch       text,
  post         text,
  level        text,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (employee, position)
);
create index on steps (branch, employee);
create table tree (
  branch       text not null,
  position     bigint not null,
  parent       text,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (branch, position)
);
create table awards (                -- the newest of an activity counts
  course       text not null,
  employee     text not null,
  position     bigint not null,
  activity     text not null,
  credits      numeric(14, 2) not null,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (course, employee, position)
);
"""

APPLY = (
    Step(
        (e.CourseRequired,),
        """
insert into obligations
select data->>'obligation', data->>'course', data->>'branch', data->>'position', data->>'level', data->>'employee',
       (data->>'until')::date, (data->>'within_days')::integer, (data->>'counts_from')::date, effective_at, recorded_at
  from facts
    on conflict (obligation) do nothing
""",
    ),
    Step(
        (e.ObligationReleased,),
        """
update obligations o
   set released_at = f.effective_at, release_recorded_at = f.recorded_at
  from facts f where o.obligation = f.data->>'obligation'
""",
    ),
    Step(
        (e.ObligationExempted,),
        """
insert into exemptions
select data->>'obligation', employee, effective_at, recorded_at from facts
    on conflict (obligation, employee) do nothing
""",
    ),
    Step(
        (e.EmployeeJoined, e.EmployeeMoved, e.EmployeeLeft, e.PositionAssigned),
        """
insert into steps
select employee, position, type, data->>'branch', data->>'position', data->>'level', effective_at, recorded_at
  from facts
""",
    ),
    Step(
        (e.BranchOpened, e.BranchMoved, e.BranchClosed),
        """
insert into tree
select data->>'branch', position, data->>'parent', effective_at, recorded_at from facts
""",
    ),
    Step(
        (e.CreditsAwarded, e.CreditsReversed),
        """
insert into awards
select data->>'course', employee, position, data->>'activity',
       case type when 'CreditsAwarded' then (data->>'credits')::numeric else 0 end, effective_at, recorded_at
  from facts
""",
    ),
)


class Required(NamedTuple):
    """What is required of whom: of an audience, all that is named must hold."""

    obligation: str
    course: str
    branch: str | None
    position: str | None
    level: str | None
    employee: str | None
    until: str | None
    within_days: int | None
    counts_from: str | None
    since: datetime
    released_at: datetime | None


class Duty(NamedTuple):
    """A course that one person has to do, the last day for it, and whether it is done."""

    due: str
    employee: str
    obligation: str
    course: str
    branch: str
    state: str
    done_at: datetime | None


def required(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    course: str | None = None,
    released: bool | None = None,
    named: Sequence[str] | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Required]:
    """Obligations by their names, after the last page's."""
    with connection.cursor(row_factory=class_row(Required)) as cursor:
        return cursor.execute(
            """
            select obligation, course, branch, post as position, level, person as employee, until::text, within_days,
                   counts_from::text, effective_at as since, released_at
              from view_obligations.obligations
             where obligation > %(after)s
               and (%(course)s::text is null or course = %(course)s)
               and (%(released)s::boolean is null or (released_at is not null) = %(released)s)
               and (%(named)s::text[] is null or obligation = any(%(named)s))
             order by obligation
             limit %(limit)s
            """,
            {"course": course, "released": released, "named": named, "after": after, "limit": limit},
        ).fetchall()


def duties(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str | None = None,
    branch: str | None = None,
    obligation: str | None = None,
    course: str | None = None,
    state: State | None = None,
    states: Sequence[State] | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    after: tuple[str, str, str] | None = None,
    limit: int | None = 100,
    to_warn: Sequence[int] | None = None,
) -> list[Duty]:
    """Duties by their last day, of a person or of a branch and everything under it.

    With `to_warn`, the days before the last one on which people are warned, only those whose newest stage was not told.
    """
    with connection.cursor(row_factory=class_row(Duty)) as cursor:
        return cursor.execute(
            DUTIES,
            {
                "zone": DEFAULT_POLICY.zone,
                "employee": employee,
                "branch": branch,
                "obligation": obligation,
                "course": course,
                "states": [state] if state else states and list(states),
                "now": as_of,
                "known": recorded_as_of,
                "after": after[0] if after else None,
                "after_employee": after[1] if after else None,
                "after_obligation": after[2] if after else None,
                "limit": limit,
                "to_warn": None if to_warn is None else list(to_warn),
            },
        ).fetchall()
