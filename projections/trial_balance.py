"""The trial balance: what everybody has in each state, against what the issuer gave out; it sums to zero."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

# The two states that may be overdrawn: where points come from, and what people owe.
OVERDRAWN = ("issuer", "debt")


class TrialBalanceLine(NamedTuple):
    """One state: what came in, what went out, what is there, whose, and of how many people it is less than nothing."""

    kind: str
    state: str
    came_in: Decimal
    went_out: Decimal
    balance: Decimal
    people: int
    below_zero: int


def trial_balance(
    connection: Connection, *, as_of: datetime | None = None, recorded_as_of: datetime | None = None
) -> list[TrialBalanceLine]:
    """Add every entry up by state, as of either clock."""
    with connection.cursor(row_factory=class_row(TrialBalanceLine)) as cursor:
        return cursor.execute(
            """
            with accounts as (
              select kind, state, employee, sum(change) filter (where change > 0) as came_in,
                     -sum(change) filter (where change < 0) as went_out, sum(change) as balance
                from view_journal.entries,
                     lateral (values (to_state, amount), (from_state, -amount)) moved(state, change)
               where (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
                 and (%(recorded_as_of)s::timestamptz is null or recorded_at <= %(recorded_as_of)s)
               group by kind, state, employee
            )
            select kind, state, round(coalesce(sum(came_in), 0), places) as came_in,
                   round(coalesce(sum(went_out), 0), places) as went_out, round(sum(balance), places) as balance,
                   count(*) filter (where balance <> 0) as people,
                   count(*) filter (where balance < 0 and state <> all(%(overdrawn)s)) as below_zero
              from accounts, lateral (select case kind when 'points' then 0 else 2 end) as written(places)
             group by kind, state, places order by kind, state
            """,
            {"as_of": as_of, "recorded_as_of": recorded_as_of, "overdrawn": list(OVERDRAWN)},
        ).fetchall()


def total(lines: list[TrialBalanceLine], kind: str) -> Decimal:
    """Give what all states add up to."""
    return sum((line.balance for line in lines if line.kind == kind), Decimal(0))
