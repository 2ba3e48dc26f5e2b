"""The catalogue: every course as it is now offered."""

from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "courses"
VERSION = 2
KEY = {"courses": ("course",), "worths": ("course", "since", "position")}

SCHEMA = """
create table courses (
  course   text primary key,
  title    text not null,
  kind     text not null,
  category text not null,
  minutes  integer not null,
  retired  boolean not null default false
);
-- What a course is worth from when on: a worth that was put right holds from a past day.
create table worths (
  course   text not null,
  since    timestamptz not null,
  position bigint not null,
  credits  numeric(8, 2) not null,
  primary key (course, since, position)
);
"""

APPLY = (
    Step(
        (e.CourseListed, e.CourseRevised),
        """
insert into courses (course, title, kind, category, minutes)
select distinct on (course) data->>'course' as course, data->>'title', data->>'kind', data->>'category',
       (data->>'minutes')::integer
  from facts order by course, position desc
    on conflict (course) do update
   set title = excluded.title, kind = excluded.kind, category = excluded.category, minutes = excluded.minutes
""",
    ),
    Step(
        (e.CourseListed, e.CourseRevised, e.CourseRevalued),
        """
insert into worths
select data->>'course', case type when 'CourseListed' then timestamptz '1970-01-01 00:00Z' else effective_at end,
       position, (data->>'credits')::numeric
  from facts
""",
    ),
    Step(
        (e.CourseListed, e.CourseRetired),
        """
update courses c set retired = f.type = 'CourseRetired'
  from (select distinct on (course) data->>'course' as course, type from facts order by course, position desc) f
 where c.course = f.course
""",
    ),
)


class Course(NamedTuple):
    """One course of the catalogue."""

    course: str
    title: str
    credits: Decimal
    kind: str
    category: str
    minutes: int
    retired: bool


def courses(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    course: str | None = None,
    kind: str | None = None,
    category: str | None = None,
    retired: bool | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Course]:
    """Courses by id, after the last page's; retired ones too unless `retired` is false."""
    with connection.cursor(row_factory=class_row(Course)) as cursor:
        return cursor.execute(
            """
            select course, title, worth.credits, kind, category, minutes, retired
              from view_courses.courses c, lateral (
                select credits from view_courses.worths w where w.course = c.course
                 order by since desc, position desc limit 1) worth
             where course > %(after)s
               and (%(course)s::text is null or course = %(course)s)
               and (%(kind)s::text is null or kind = %(kind)s)
               and (%(category)s::text is null or category = %(category)s)
               and (%(retired)s::boolean is null or retired = %(retired)s)
             order by course
             limit %(limit)s
            """,
            {
                "course": course,
                "kind": kind,
                "category": category,
                "retired": retired,
                "after": after,
                "limit": limit,
            },
        ).fetchall()
