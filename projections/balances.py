"""Balances: what each person has now, by state; the same sums as the journal's, kept."""

from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from projections.movements import MOVEMENTS, TYPES
from projections.view import Step

NAME = "balances"
VERSION = 2
KEY = {"balances": ("employee",)}

# For every person: earned points, and debt that was waived, are what is in all states less the debt.
SCHEMA = """
create table balances (
  employee text primary key,
  credits  numeric(14, 2) not null,
  pending  bigint not null,
  active   bigint not null,
  held     bigint not null,
  spent    bigint not null,
  expired  bigint not null,
  reversed bigint not null,
  paid_out bigint not null,
  debt     bigint not null
) with (fillfactor = 70);  -- room to update in place, without touching the index
"""

APPLY = (
    Step(
        TYPES,
        f"""{MOVEMENTS}
insert into balances as b
select employee,
       coalesce(sum(case 'earned' when to_state then amount when from_state then -amount end), 0),
       coalesce(sum(case 'pending' when to_state then amount when from_state then -amount end), 0),
       coalesce(sum(case 'active' when to_state then amount when from_state then -amount end), 0),
       coalesce(sum(case 'held' when to_state then amount when from_state then -amount end), 0),
       coalesce(sum(case 'spent' when to_state then amount when from_state then -amount end), 0),
       coalesce(sum(case 'expired' when to_state then amount when from_state then -amount end), 0),
       coalesce(sum(case 'reversed' when to_state then amount end) filter (where kind = 'points'), 0),
       coalesce(sum(case 'paid_out' when to_state then amount end), 0),
       coalesce(sum(case 'debt' when from_state then amount when to_state then -amount end), 0)
  from movements
 group by employee
    on conflict (employee) do update
   set credits = b.credits + excluded.credits, pending = b.pending + excluded.pending,
       active = b.active + excluded.active, held = b.held + excluded.held, spent = b.spent + excluded.spent,
       expired = b.expired + excluded.expired, reversed = b.reversed + excluded.reversed,
       paid_out = b.paid_out + excluded.paid_out, debt = b.debt + excluded.debt
""",  # noqa: S608 - a constant of ours
    ),
)


class Balance(NamedTuple):
    """What one person has: credits (学分), and points (积分) by state."""

    employee: str
    credits: Decimal
    pending: int
    active: int
    held: int
    spent: int
    expired: int
    reversed: int
    paid_out: int
    debt: int


def balance(connection: Connection, employee: str) -> Balance:
    """What a person has now; nobody starts with anything."""
    nothing = Balance(employee, Decimal("0.00"), 0, 0, 0, 0, 0, 0, 0, 0)
    with connection.cursor(row_factory=class_row(Balance)) as cursor:
        return (
            cursor.execute("select * from view_balances.balances where employee = %s", [employee]).fetchone() or nothing
        )


def balances(connection: Connection, *, branch: str | None = None, after: str = "", limit: int = 100) -> list[Balance]:
    """Everybody's balance by employee, or that of one branch's people, after the last page's employee."""
    with connection.cursor(row_factory=class_row(Balance)) as cursor:
        return cursor.execute(
            """
            select b.* from view_balances.balances b
             where b.employee > %(after)s
               and (%(branch)s::text is null or exists (
                     select from view_people.people p where p.employee = b.employee and p.branch = %(branch)s))
             order by b.employee
             limit %(limit)s
            """,
            {"branch": branch, "after": after, "limit": limit},
        ).fetchall()
