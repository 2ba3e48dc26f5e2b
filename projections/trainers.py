"""The trainer ranking: hours taught and what the learners thought, by branch, category and period.

The rule. Each rating counts once; a discounted one not at all. A trainer's rating is shrunk towards the mean
of all ratings in the same selection, as if `minimum` learners had given that mean as well: two enthusiasts
do not beat forty content learners. It is rounded to four places. A trainer with fewer than `minimum` ratings
is listed after the others without a rank. Trainers whose shrunk ratings are equal are ordered by taught
minutes; if those are equal too they share a rank, the next rank is left out, and they are listed by employee.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "trainers"
VERSION = 1
KEY = {
    "categories": ("course",),
    "sessions": ("session",),
    "present": ("session",),
    "taught": ("session", "trainer"),
}
MINIMUM = 5

# One row a session, so that any period is exact.
SCHEMA = """
create table categories (course text primary key, category text not null);
create table sessions (session text primary key, course text not null, branch text not null);
create table present (session text primary key, people bigint not null) with (fillfactor = 70);
create table taught (
  session   text not null,
  trainer   text not null,
  minutes   integer not null default 0,
  taught_at timestamptz,
  score_sum numeric(14, 2) not null default 0,
  ratings   bigint not null default 0,
  primary key (session, trainer)
) with (fillfactor = 70);
"""

APPLY = (
    Step(
        (e.CourseListed, e.CourseRevised),
        """
insert into categories
select distinct on (course) data->>'course' as course, data->>'category' from facts order by course, position desc
    on conflict (course) do update set category = excluded.category
""",
    ),
    Step(
        (e.SessionScheduled,),
        """
insert into sessions select session, data->>'course', data->>'branch' from facts on conflict (session) do nothing
""",
    ),
    Step(
        (e.SessionClosed,),
        """
insert into taught (session, trainer, minutes, taught_at)
select distinct on (session, data->>'trainer')
       session, data->>'trainer', (data->>'taught_minutes')::integer, effective_at
  from facts where data->>'trainer' is not null
 order by session, data->>'trainer', position desc
    on conflict (session, trainer) do update set minutes = excluded.minutes, taught_at = excluded.taught_at
""",
    ),
    # A room that turns out to have been empty taught nobody: it counts neither as hours nor as a session.
    Step(
        (e.AttendanceVerified, e.AttendanceCorrected, e.AttendanceVoided),
        """
insert into present as p
select session,
       sum((coalesce((data->>'minutes')::int, 0) > 0)::int - (coalesce((data->>'minutes_before')::int, 0) > 0)::int)
  from facts group by session
    on conflict (session) do update set people = p.people + excluded.people
""",
    ),
    Step(
        (e.SessionRated, e.RatingDiscounted),
        """
insert into taught as t (session, trainer, score_sum, ratings)
select session, data->>'trainer', sum(sign * (data->>'score')::numeric), sum(sign)
  from (select *, case type when 'SessionRated' then 1 else -1 end as sign from facts) signed
 group by session, data->>'trainer'
    on conflict (session, trainer) do update
   set score_sum = t.score_sum + excluded.score_sum, ratings = t.ratings + excluded.ratings
""",
    ),
)


class Ranked(NamedTuple):
    """A trainer's place, with everything it was computed from."""

    rank: int | None
    trainer: str
    minutes: int
    sessions: int
    ratings: int
    mean: Decimal | None
    shrunk: Decimal | None
    overall_mean: Decimal | None


def ranking(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    branch: str | None = None,
    category: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    minimum: int = MINIMUM,
    limit: int = 100,
) -> list[Ranked]:
    """Trainers by the rule above, over closed sessions of a branch, a category and a half-open period."""
    with connection.cursor(row_factory=class_row(Ranked)) as cursor:
        return cursor.execute(
            """
            with sums as (
              select trainer, sum(minutes) as minutes, count(*) as sessions, sum(ratings) as ratings,
                     sum(score_sum) as score_sum
                from view_trainers.taught
                join view_trainers.sessions using (session)
                join view_trainers.present using (session)
                left join view_trainers.categories using (course)
               where taught_at is not null and present.people > 0
                 and (%(branch)s::text is null or branch = %(branch)s)
                 and (%(category)s::text is null or category = %(category)s)
                 and (%(since)s::timestamptz is null or taught_at >= %(since)s)
                 and (%(until)s::timestamptz is null or taught_at < %(until)s)
               group by trainer
            ), overall as (select sum(score_sum) / nullif(sum(ratings), 0) as mean from sums),
            shrunk as (
              select s.*, o.mean as overall_mean, s.ratings >= %(minimum)s and s.ratings > 0 as ranked,
                     round((score_sum + %(minimum)s * o.mean) / nullif(ratings + %(minimum)s, 0), 4) as shrunk
                from sums s, overall o
            )
            select case when ranked then rank() over (partition by ranked order by shrunk desc, minutes desc) end
                     as rank,
                   trainer, minutes::bigint, sessions, ratings::bigint,
                   round(score_sum / nullif(ratings, 0), 2) as mean, shrunk, round(overall_mean, 2) as overall_mean
              from shrunk
             order by ranked desc, shrunk desc nulls last, minutes desc, trainer
             limit %(limit)s
            """,
            {
                "branch": branch,
                "category": category,
                "since": since,
                "until": until,
                "minimum": minimum,
                "limit": limit,
            },
        ).fetchall()
