"""Who reports to whom, who heads a branch, who stands in; and so, whose word each request is waiting for."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "reporting"
VERSION = 2
KEY = {"deputies": ("employee", "deputy"), "heads": ("branch", "since"), "managers": ("employee", "since")}

SCHEMA = """
create table managers (
  employee text not null,
  since    timestamptz not null,
  manager  text not null,
  primary key (employee, since)
);
create index on managers (manager);
create table heads (
  branch text not null,
  since  timestamptz not null,
  head   text not null,
  primary key (branch, since)
);
create index on heads (head);
create table deputies (
  employee text not null,
  deputy   text not null,
  since    timestamptz,  -- nothing: withdrawn
  until    timestamptz,
  primary key (employee, deputy)
);
create index on deputies (deputy);
"""

APPLY = (
    Step(
        (e.ManagerAssigned,),
        """
insert into managers
select distinct on (employee, effective_at) employee, effective_at, data->>'manager'
  from facts order by employee, effective_at, position desc
    on conflict (employee, since) do update set manager = excluded.manager
""",
    ),
    Step(
        (e.BranchHeadAppointed,),
        """
insert into heads
select distinct on (data->>'branch', effective_at) data->>'branch', effective_at, data->>'head'
  from facts order by data->>'branch', effective_at, position desc
    on conflict (branch, since) do update set head = excluded.head
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
                left join lateral (
                  select manager from view_reporting.managers m
                   where m.employee = a.employee and since <= clock_timestamp() order by since desc limit 1
                ) m on true
                left join view_people.people p using (employee)
                left join lateral (
                  select head from view_reporting.heads h
                   where h.branch = p.branch and since <= clock_timestamp() order by since desc limit 1
                ) h on true
            ), held as (
              select n.*, o.holder
                from named n
                left join lateral (
                  with recursive above(person) as (
                    select n.named
                     union
                    select m.manager
                      from above
                     cross join lateral (
                           select manager from view_reporting.managers m
                            where m.employee = person and since <= clock_timestamp() order by since desc limit 1) m
                  )
                  select n.named as holder
                   where n.named <> all (n.approved_by) and n.named is distinct from n.asked_by
                     and n.employee not in (select person from above)
                ) o on true
            )
            select redemption, employee, reward, units, price, step, holder, requested_at, lapses_at, position
              from held
             where %(employee)s::text is null
                or %(employee)s <> employee and %(employee)s is distinct from asked_by
               and %(employee)s <> all (approved_by)
               and (holder = %(employee)s or exists (
                     select from view_reporting.deputies d
                      where d.employee = holder and d.deputy = %(employee)s
                        and d.since <= clock_timestamp() and clock_timestamp() < d.until))
             order by position
             limit %(limit)s
            """,
            {"employee": employee, "after": after, "limit": limit},
        ).fetchall()


def heads(connection: Connection, person: str, branches: Sequence[str]) -> bool:
    """Tell whether a person heads one of these branches now."""
    found = connection.execute(
        """
        select exists (
          select from unnest(%(branches)s::text[]) named(branch)
           cross join lateral (
                 select head from view_reporting.heads h
                  where h.branch = named.branch and since <= clock_timestamp() order by since desc limit 1) newest
           where newest.head = %(person)s)
        """,
        {"branches": list(branches), "person": person},
    ).fetchone()
    return found == (True,)


class Responsibility(NamedTuple):
    """What a person answers for: as whose line manager, which branch's head, or whose deputy."""

    role: str
    subject: str
    since: datetime
    until: datetime | None


def responsibilities(
    connection: Connection, *, employee: str, after: tuple[str, str] | None = None, limit: int = 100
) -> list[Responsibility]:
    """What a person answers for now, by role and subject."""
    with connection.cursor(row_factory=class_row(Responsibility)) as cursor:
        return cursor.execute(
            """
            with begun as (
              select 'line_manager' as role, employee as subject, since, null::timestamptz as until
                from view_reporting.managers m
               where manager = %(employee)s and since <= clock_timestamp() and not exists (
                       select from view_reporting.managers n
                        where n.employee = m.employee and n.since > m.since and n.since <= clock_timestamp())
               union all
              select 'branch_head', branch, since, null
                from view_reporting.heads h
               where head = %(employee)s and since <= clock_timestamp() and not exists (
                       select from view_reporting.heads n
                        where n.branch = h.branch and n.since > h.since and n.since <= clock_timestamp())
               union all
              select 'deputy', employee, since, until
                from view_reporting.deputies where deputy = %(employee)s and until > clock_timestamp()
            )
            select * from begun
             where %(role)s::text is null or (role, subject) > (%(role)s, %(subject)s)
             order by role, subject
             limit %(limit)s
            """,
            {
                "employee": employee,
                "role": after[0] if after else None,
                "subject": after[1] if after else None,
                "limit": limit,
            },
        ).fetchall()
