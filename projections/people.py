"""Who works where, and as what. Names are personal data and never in the log, so they are not here either."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "people"
VERSION = 2
KEY = {"people": ("employee",)}

SCHEMA = """
create table people (
  employee text primary key,
  branch   text,
  since    timestamptz,
  position text,
  level    text
);
create index on people (branch, employee);
"""

APPLY = (
    Step(
        (e.EmployeeJoined,),
        """
insert into people (employee, branch, since)
select distinct on (employee) employee, data->>'branch', effective_at from facts order by employee, position desc
    on conflict (employee) do update set branch = excluded.branch, since = excluded.since
""",
    ),
    Step(
        (e.PositionAssigned,),
        """
insert into people (employee, position, level)
select distinct on (employee) employee, data->>'position', data->>'level' from facts order by employee, position desc
    on conflict (employee) do update set position = excluded.position, level = excluded.level
""",
    ),
)


class Person(NamedTuple):
    """An employee, the branch they now belong to, and what they are there."""

    employee: str
    branch: str | None
    since: datetime | None
    position: str | None
    level: str | None


def people(
    connection: Connection,
    *,
    employee: str | None = None,
    branch: str | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Person]:
    """People by employee, after the last page's, of one branch or all."""
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        return cursor.execute(
            """
            select * from view_people.people
             where employee > %(after)s
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(branch)s::text is null or branch = %(branch)s)
             order by employee
             limit %(limit)s
            """,
            {"employee": employee, "branch": branch, "after": after, "limit": limit},
        ).fetchall()
