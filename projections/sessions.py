"""The session sheet: what a session is, who was to come, who came and how that was seen."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "sessions"
VERSION = 1
KEY = {"sessions": ("session",), "attendees": ("session", "employee")}

SCHEMA = Path(__file__).with_name("sessions_schema.sql").read_text(encoding="utf-8")

APPLY = (
    Step(
        (e.SessionScheduled,),
        """
insert into sessions (session, course, branch, mode, seats, starts_at, ends_at)
select session, data->>'course', data->>'branch', data->>'mode', (data->>'seats')::bigint,
       (data->>'starts_at')::timestamptz, (data->>'ends_at')::timestamptz
  from facts
    on conflict (session) do nothing
""",
    ),
    Step(
        (e.SessionRescheduled,),
        """
update sessions s set starts_at = (f.data->>'starts_at')::timestamptz, ends_at = (f.data->>'ends_at')::timestamptz
  from (select distinct on (session) * from facts order by session, position desc) f
 where s.session = f.session
""",
    ),
    Step(
        (e.SessionOpened, e.SessionClosed, e.SessionCancelled, e.SessionVoided),
        """
update sessions s
   set status = case f.type when 'SessionOpened' then 'open' when 'SessionClosed' then 'closed'
                            when 'SessionVoided' then 'voided' else 'cancelled' end,
       taught_minutes = (f.data->>'taught_minutes')::integer, present = (f.data->>'present')::integer,
       absent = (f.data->>'absent')::integer
  from (select distinct on (session) * from facts order by session, position desc) f
 where s.session = f.session
""",
    ),
    Step(
        (e.TrainerAssigned,),
        """
update sessions s set trainer = f.data->>'trainer'
  from (select distinct on (session) * from facts order by session, position desc) f
 where s.session = f.session
""",
    ),
    Step(
        (e.SessionRated, e.RatingDiscounted),
        """
update sessions s set score_sum = s.score_sum + f.score_sum, ratings = s.ratings + f.ratings
  from (select session, sum(sign * (data->>'score')::numeric) as score_sum, sum(sign) as ratings
          from (select *, case type when 'SessionRated' then 1 else -1 end as sign from facts) signed
         group by session) f
 where s.session = f.session
""",
    ),
    Step(
        (
            e.LearnerEnrolled,
            e.EnrolmentWithdrawn,
            e.CheckedIn,
            e.CheckedOut,
            e.PresenceImported,
            e.AttendanceVerified,
            e.AttendanceCorrected,
            e.AttendanceVoided,
        ),
        Path(__file__).with_name("sessions_attendees.sql").read_text(encoding="utf-8"),
    ),
)


class Session(NamedTuple):
    """One session with its head counts."""

    session: str
    course: str
    branch: str
    mode: str
    status: str
    starts_at: datetime
    ends_at: datetime
    trainer: str | None
    seats: int | None
    taught_minutes: int | None
    rating: Decimal | None
    ratings: int
    enrolled: int
    checked_in: int
    verified: int


class Attendee(NamedTuple):
    """One person's line on a session sheet."""

    employee: str
    enrolled: bool
    checked_in_at: datetime | None
    checked_in_by: str | None
    checked_in_on: str | None
    checked_out_at: datetime | None
    checked_out_by: str | None
    checked_out_on: str | None
    joined_at: datetime | None
    left_at: datetime | None
    minutes: int | None
    status: str | None


def sessions(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    session: str | None = None,
    course: str | None = None,
    branch: str | None = None,
    trainer: str | None = None,
    status: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Session]:
    """Sessions by their start, after the (starts_at, session) that the last page ended with."""
    at, last = after or (None, "")
    with connection.cursor(row_factory=class_row(Session)) as cursor:
        return cursor.execute(
            """
            select s.session, course, branch, mode, s.status, starts_at, ends_at, trainer, seats, taught_minutes,
                   round(score_sum / nullif(ratings, 0), 2) as rating, ratings, enrolled, checked_in, verified
              from view_sessions.sessions s, lateral (
                select count(*) filter (where a.enrolled) as enrolled,
                       count(*) filter (where a.checked_in_at is not null or a.joined_at is not null) as checked_in,
                       count(*) filter (where a.status in ('present', 'late')) as verified
                  from view_sessions.attendees a where a.session = s.session) heads
             where (%(session)s::text is null or s.session = %(session)s)
               and (%(course)s::text is null or course = %(course)s)
               and (%(branch)s::text is null or branch = %(branch)s)
               and (%(trainer)s::text is null or trainer = %(trainer)s)
               and (%(status)s::text is null or s.status = %(status)s)
               and (%(since)s::timestamptz is null or starts_at >= %(since)s)
               and (%(until)s::timestamptz is null or starts_at < %(until)s)
               and (%(at)s::timestamptz is null or (starts_at, s.session) > (%(at)s, %(last)s))
             order by starts_at, s.session
             limit %(limit)s
            """,
            {
                "session": session,
                "course": course,
                "branch": branch,
                "trainer": trainer,
                "status": status,
                "since": since,
                "until": until,
                "at": at,
                "last": last,
                "limit": limit,
            },
        ).fetchall()


def roster(connection: Connection, session: str, *, after: str = "", limit: int = 1000) -> list[Attendee]:
    """Everybody on a session's sheet by employee, after the last page's employee."""
    with connection.cursor(row_factory=class_row(Attendee)) as cursor:
        return cursor.execute(
            """
            select employee, coalesce(enrolled, false) as enrolled, checked_in_at, checked_in_by, checked_in_on,
                   checked_out_at, checked_out_by, checked_out_on, joined_at, left_at, minutes, status
              from view_sessions.attendees
             where session = %s and employee > %s
             order by employee
             limit %s
            """,
            [session, after, limit],
        ).fetchall()
