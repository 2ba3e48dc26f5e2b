"""The transcript: what a person has learnt, one row an activity, with what it earned and why not more."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "transcript"
VERSION = 1
KEY = {"activities": ("employee", "activity")}

# The calendar that a year of learning is counted in, until policy names one per company.
ZONE = "Asia/Shanghai"

SCHEMA = """
create table activities (
  employee     text not null,
  activity     text not null,           -- session:S-1 or completion:X-1
  course       text,
  session      text,
  minutes      integer,
  status       text,                    -- present | late | absent | completed | not_passed | voided
  voided       boolean not null default false,
  effective_at timestamptz,             -- when it was first found to have happened
  credits      numeric(14, 2) not null default 0,
  worth        numeric(14, 2),
  shortfall    text,
  awarded_at   timestamptz,
  primary key (employee, activity)
) with (fillfactor = 70);
"""

APPLY = (
    Step(
        (
            e.AttendanceVerified,
            e.AttendanceCorrected,
            e.AttendanceVoided,
            e.CompletionRecorded,
            e.CompletionVoided,
        ),
        """
with named as (
  select *, coalesce('session:' || session, 'completion:' || (data->>'completion')) as activity from facts
)
insert into activities as a
       (employee, activity, course, session, minutes, status, voided, effective_at)
select distinct on (employee, activity)
       employee, activity, data->>'course', session,
       case when type like '%Voided' then 0 else (data->>'minutes')::integer end,
       case when type like '%Voided' then 'voided'
            when data->>'passed' = 'false' then 'not_passed'
            when type = 'CompletionRecorded' then 'completed'
            else data->>'status' end,
       type like '%Voided',
       first_value(effective_at) over (partition by employee, activity order by position)
  from named
 order by employee, activity, position desc
    on conflict (employee, activity) do update
   set course = excluded.course, session = excluded.session, minutes = excluded.minutes, status = excluded.status,
       voided = excluded.voided, effective_at = coalesce(a.effective_at, excluded.effective_at)
""",
    ),
    Step(
        (e.CreditsAwarded, e.CreditsReversed),
        """
with named as (select *, data->>'activity' as activity, type = 'CreditsAwarded' as award from facts),
sums as (
  select employee, activity, max(position) filter (where award) as last_award, max(position) as last,
         sum(case when award then 1 else -1 end * (data->>'credits')::numeric) as credits
    from named group by employee, activity
)
insert into activities as a (employee, activity, course, session, credits, worth, shortfall, awarded_at)
select s.employee, s.activity, l.data->>'course', l.session, s.credits,
       (w.data->>'worth')::numeric, w.data->>'shortfall', w.effective_at
  from sums s join named l on l.position = s.last left join named w on w.position = s.last_award
    on conflict (employee, activity) do update
   set credits = a.credits + excluded.credits,
       worth = coalesce(excluded.worth, a.worth),
       shortfall = case when excluded.awarded_at is null then a.shortfall else excluded.shortfall end,
       awarded_at = coalesce(excluded.awarded_at, a.awarded_at)
""",
    ),
)


class Activity(NamedTuple):
    """One thing a person did to learn."""

    employee: str
    activity: str
    course: str | None
    session: str | None
    minutes: int | None
    status: str | None
    voided: bool
    credits: Decimal
    worth: Decimal | None
    shortfall: str | None
    effective_at: datetime


def transcript(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    employee: str,
    *,
    year: int | None = None,
    course: str | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Activity]:
    """What a person did, oldest first, after the (effective_at, activity) that the last page ended with."""
    at, activity = after or (None, "")
    with connection.cursor(row_factory=class_row(Activity)) as cursor:
        return cursor.execute(
            """
            select * from (
              select employee, activity, course, session, minutes, status, voided, credits, worth,
                     shortfall, coalesce(effective_at, awarded_at) as effective_at
                from view_transcript.activities where employee = %(employee)s) learnt
             where (%(year)s::int is null or extract(year from effective_at at time zone %(zone)s) = %(year)s)
               and (%(course)s::text is null or course = %(course)s)
               and (effective_at, activity) > (coalesce(%(at)s::timestamptz, '-infinity'), %(activity)s)
             order by effective_at, activity
             limit %(limit)s
            """,
            {
                "employee": employee,
                "year": year,
                "zone": ZONE,
                "course": course,
                "at": at,
                "activity": activity,
                "limit": limit,
            },
        ).fetchall()


class Year(NamedTuple):
    """The credits of one calendar year."""

    year: int
    credits: Decimal
    activities: int


def credits_by_year(connection: Connection, employee: str) -> list[Year]:
    """Net credits by the year of the learning: what was reversed later reads as if it had never happened."""
    with connection.cursor(row_factory=class_row(Year)) as cursor:
        return cursor.execute(
            """
            select extract(year from coalesce(effective_at, awarded_at) at time zone %s)::int as year,
                   sum(credits) as credits, count(*) filter (where not voided) as activities
              from view_transcript.activities where employee = %s
             group by 1 order by 1
            """,
            [ZONE, employee],
        ).fetchall()
