"""The transcript: what a person has learnt, one row an activity, with what it earned and why not more."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "transcript"
VERSION = 2
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
  makes_up     text,                    -- the session that was missed
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
            e.CreditsAwarded,
            e.CreditsReversed,
        ),
        # One statement, because the verdict and the award of one activity are mostly in the same batch.
        """
with named as materialized (
  select *, coalesce(data->>'activity', 'session:' || session, 'completion:' || (data->>'completion')) as activity,
         type like 'Credits%' as is_credit
    from facts
), heads as (
  select employee, activity, max(position) as last,
         min(position) filter (where not is_credit) as happened,
         max(position) filter (where not is_credit) as verdict,
         max(position) filter (where type = 'CreditsAwarded') as award,
         coalesce(sum(case type when 'CreditsAwarded' then 1 else -1 end * (data->>'credits')::numeric), 0) as credits
    from named group by employee, activity
)
insert into activities as a
select h.employee, h.activity, l.data->>'course', l.session,
       case when v.type like '%Voided' then 0 else (v.data->>'minutes')::integer end,
       case when v.type like '%Voided' then 'voided'
            when v.data->>'passed' = 'false' then 'not_passed'
            when v.type = 'CompletionRecorded' then 'completed'
            else v.data->>'status' end,
       coalesce(v.type like '%Voided', false), f.effective_at,
       h.credits, (w.data->>'worth')::numeric, w.data->>'shortfall', w.effective_at, w.data->>'makes_up'
  from heads h
  join named l on l.position = h.last
  left join named f on f.position = h.happened
  left join named v on v.position = h.verdict
  left join named w on w.position = h.award
    on conflict (employee, activity) do update
   set course = excluded.course, session = excluded.session,
       -- A batch without a verdict leaves it as it is, and one without an award leaves that.
       minutes = case when excluded.status is null then a.minutes else excluded.minutes end,
       status = coalesce(excluded.status, a.status),
       voided = case when excluded.status is null then a.voided else excluded.voided end,
       effective_at = coalesce(a.effective_at, excluded.effective_at),
       credits = a.credits + excluded.credits,
       worth = case when excluded.awarded_at is null then a.worth else excluded.worth end,
       shortfall = case when excluded.awarded_at is null then a.shortfall else excluded.shortfall end,
       awarded_at = coalesce(excluded.awarded_at, a.awarded_at),
       makes_up = coalesce(excluded.makes_up, a.makes_up)
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
    makes_up: str | None
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
                     shortfall, makes_up, coalesce(effective_at, awarded_at) as effective_at
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


class Awarded(NamedTuple):
    """Somebody who was awarded something for a course, or refused it."""

    employee: str
    course: str


def awarded(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    since: datetime,
    session: str | None = None,
    course: str | None = None,
    after: tuple[str, str] = ("", ""),
    limit: int = 20_000,
) -> list[Awarded]:
    """Whoever has awards that a correction of the past may change, after the last page's."""
    with connection.cursor(row_factory=class_row(Awarded)) as cursor:
        return cursor.execute(
            """
            select distinct employee, course from view_transcript.activities
             where employee >= %(employee)s and (employee, course) > (%(employee)s, %(course)s) and not voided
               and coalesce(effective_at, awarded_at) >= %(since)s
               and (%(of_course)s::text is null or course = %(of_course)s)
               and (%(session)s::text is null or %(session)s in (session, makes_up))
             order by employee, course
             limit %(limit)s
            """,
            {
                "employee": after[0],
                "course": after[1],
                "since": since,
                "of_course": course,
                "session": session,
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
