"""Who works where. Names are personal data and never in the log, so they are not here either."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "people"
VERSION = 1
KEY = {"people": ("employee",)}

SCHEMA = """
create table people (
  employee text primary key,
  branch   text not null,
  since    timestamptz not null
);
create index on people (branch, employee);
"""

APPLY = (
    Step(
        (e.EmployeeJoined,),
        """
insert into people
select distinct on (employee) employee, data->>'branch', effective_at from facts order by employee, position desc
    on conflict (employee) do update set branch = excluded.branch, since = excluded.since
""",
    ),
)


class Person(NamedTuple):
    """An employee and the branch they now belong to."""

    employee: str
    branch: str
    since: datetime


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
