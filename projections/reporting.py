"""Who reports to whom, who heads a branch, who stands in; and so, whose word each request is waiting for."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "reporting"
VERSION = 1
KEY = {"deputies": ("employee", "deputy"), "heads": ("branch",), "managers": ("employee",)}

SCHEMA = """
create table managers (
  employee text primary key,
  manager  text not null
);
create table heads (
  branch text primary key,
  head   text not null
);
create table deputies (
  employee text not null,
  deputy   text not null,
  since    timestamptz,  -- nothing: withdrawn
  until    timestamptz,
  primary key (employee, deputy)
);
"""

APPLY = (
    Step(
        (e.ManagerAssigned,),
        """
insert into managers
select distinct on (employee) employee, data->>'manager' from facts order by employee, position desc
    on conflict (employee) do update set manager = excluded.manager
""",
    ),
    Step(
        (e.BranchHeadAppointed,),
        """
insert into heads
select distinct on (data->>'branch') data->>'branch', data->>'head' from facts order by data->>'branch', position desc
    on conflict (branch) do update set head = excluded.head
""",
    ),
    Step(
        (e.DeputyAppointed, e.DeputyWithdrawn),
        """
insert into deputies
select distinct on (employee, data->>'deputy')
       employee, data->>'deputy', (data->>'since')::timestamptz, (data->>'until')::timestamptz
  from facts order by employee, data->>'deputy', position desc
    on conflict (employee, deputy) do update set since = excluded.since, until = excluded.until
""",
    ),
)


class Awaited(NamedTuple):
    """One request that waits for an approval, and whose that is: nobody's is for HR to give."""

    redemption: str
    employee: str
    reward: str
    units: int
    price: int
    step: str
    holder: str | None
    requested_at: datetime
    lapses_at: datetime
    position: int


def awaited(connection: Connection, *, employee: str | None = None, after: int = 0, limit: int = 100) -> list[Awaited]:
    """Requests in the order they were made; those that this person may approve, for themselves or as a deputy."""
    with connection.cursor(row_factory=class_row(Awaited)) as cursor:
        return cursor.execute(
            """
            with asked as (
              select *, approvals[cardinality(approved_by) + 1] as step from view_redemptions.redemptions
               where state = 'requested' and lapses_at > clock_timestamp() and position > %(after)s
            ), named as (
              select a.*, case a.step when 'line_manager' then m.manager when 'branch_head' then h.head end as named
                from asked a
                left join view_reporting.managers m using (employee)
                left join view_people.people p using (employee)
                left join view_reporting.heads h using (branch)
            ), held as (
              select n.*, o.holder
                from named n
                left join lateral (
                  with recursive above(person) as (
                    select n.named
                     union
                    select m.manager from above join view_reporting.managers m on m.employee = person
                  )
                  select n.named as holder
                   where n.named <> all (n.approved_by) and n.employee not in (select person from above)
                ) o on true
            )
            select redemption, employee, reward, units, price, step, holder, requested_at, lapses_at, position
              from held
             where %(employee)s::text is null
                or %(employee)s <> employee and %(employee)s <> all (approved_by)
               and (holder = %(employee)s or exists (
                     select from view_reporting.deputies d
                      where d.employee = holder and d.deputy = %(employee)s
                        and d.since <= clock_timestamp() and clock_timestamp() < d.until))
             order by position
             limit %(limit)s
            """,
            {"employee": employee, "after": after, "limit": limit},
        ).fetchall()
