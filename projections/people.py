"""Who works where, and as what. Names are personal data and never in the log, so they are not here either."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "people"
VERSION = 3
KEY = {"people": ("employee",), "steps": ("position",)}

SCHEMA = """
create table people (
  employee text primary key,
  branch   text,
  since    timestamptz,
  position text,
  level    text,
  as_since timestamptz                -- has had the position
);
create index on people (branch, employee);
create table steps (
  position     bigint primary key,  -- of the fact
  employee     text not null,
  type         text not null,
  rank         integer not null,    -- of one moment: left, joined, moved, assigned
  branch       text,
  job          text,                -- what people have as position
  level        text,
  absence      text,
  kind         text,
  first_day    text,
  last_day     text,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null
);
create index on steps (employee, effective_at, rank, position);
create index on steps (branch) where branch is not null;
"""

APPLY = (
    Step(
        (e.EmployeeJoined, e.EmployeeMoved),
        """
insert into people (employee, branch, since)
select distinct on (employee) employee, data->>'branch', effective_at from facts
 order by employee, effective_at desc, position desc
    on conflict (employee) do update set branch = excluded.branch, since = excluded.since
 where people.since is null or people.since <= excluded.since
""",
    ),
    Step(
        (e.PositionAssigned,),
        """
insert into people (employee, position, level, as_since)
select distinct on (employee) employee, data->>'position', data->>'level', effective_at from facts
 order by employee, effective_at desc, position desc
    on conflict (employee) do update
   set position = excluded.position, level = excluded.level, as_since = excluded.as_since
 where people.as_since is null or people.as_since <= excluded.as_since
""",
    ),
    Step(
        (e.EmployeeJoined, e.EmployeeMoved, e.EmployeeLeft, e.PositionAssigned, e.AbsenceRecorded, e.AbsenceVoided),
        """
insert into steps
select position, employee, type,
       coalesce(array_position(array['EmployeeLeft', 'EmployeeJoined', 'EmployeeMoved', 'PositionAssigned'], type), 5),
       data->>'branch', data->>'position', data->>'level', data->>'absence', data->>'kind', data->>'first_day',
       data->>'last_day', effective_at, recorded_at
  from facts
    on conflict (position) do nothing
""",
    ),
)

NOW = """
select employee, branch, since, position, level from view_people.people
 where employee > %(after)s
   and (%(employee)s::text is null or employee = %(employee)s)
   and (%(branch)s::text is null or branch = %(branch)s)
 order by employee limit %(limit)s
"""

# As in ledger.models.career: by when it happened, of one moment by rank; who joins before a last day stays.
THEN = """
with visible as (
  select * from view_people.steps
   where (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
     and (%(known)s::timestamptz is null or recorded_at <= %(known)s)
     and employee > %(after)s and (%(employee)s::text is null or employee = %(employee)s)
     and (%(branch)s::text is null or employee in (
          select s.employee from view_people.steps s where s.branch = %(branch)s))
), standing as (
  select * from visible v
   where type <> 'EmployeeLeft' or not exists (
         select from visible j where j.employee = v.employee and j.type = 'EmployeeJoined'
            and j.position > v.position and j.effective_at < v.effective_at)
), employed as (
  select distinct on (employee) employee, type from standing where type in ('EmployeeJoined', 'EmployeeLeft')
   order by employee, effective_at desc, rank desc, position desc
), placed as (
  select distinct on (employee) employee, branch, effective_at as since from standing
   where type in ('EmployeeJoined', 'EmployeeMoved')
   order by employee, effective_at desc, rank desc, position desc
), assigned as (
  select distinct on (employee) employee, job as position, level from standing where type = 'PositionAssigned'
   order by employee, effective_at desc, position desc
)
select employee, branch, since, position, level
  from employed join placed using (employee) left join assigned using (employee)
 where employed.type = 'EmployeeJoined' and (%(branch)s::text is null or branch = %(branch)s)
 order by employee limit %(limit)s
"""


class Person(NamedTuple):
    """An employee, the branch they belong to, and what they are there."""

    employee: str
    branch: str | None
    since: datetime | None
    position: str | None
    level: str | None


class Episode(NamedTuple):
    """One step of a person's history: a fact, by when it happened and when it was recorded."""

    position: int
    type: str
    branch: str | None
    job: str | None
    level: str | None
    absence: str | None
    kind: str | None
    first_day: str | None
    last_day: str | None
    effective_at: datetime
    recorded_at: datetime


def people(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str | None = None,
    branch: str | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Person]:
    """People by employee, after the last page's, of one branch or all; at a moment, those who worked here then."""
    now = as_of is None and recorded_as_of is None
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        return cursor.execute(
            NOW if now else THEN,
            {
                "after": after,
                "employee": employee,
                "branch": branch,
                "as_of": as_of,
                "known": recorded_as_of,
                "limit": limit,
            },
        ).fetchall()


def history(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 100,
) -> list[Episode]:
    """A person's steps by when they happened, after the last page's; a voided absence has a step that says so."""
    with connection.cursor(row_factory=class_row(Episode)) as cursor:
        return cursor.execute(
            """
            select position, type, branch, job, level, absence, kind, first_day, last_day, effective_at, recorded_at
              from view_people.steps
             where employee = %(employee)s
               and (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
               and (%(known)s::timestamptz is null or recorded_at <= %(known)s)
               and (%(moment)s::timestamptz is null or (effective_at, position) > (%(moment)s, %(position)s))
             order by effective_at, position limit %(limit)s
            """,
            {
                "employee": employee,
                "as_of": as_of,
                "known": recorded_as_of,
                "moment": after[0] if after else None,
                "position": after[1] if after else None,
                "limit": limit,
            },
        ).fetchall()
