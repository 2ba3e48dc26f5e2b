"""The journal: every movement of credits and points, with both clocks, so that `as of` is plain SQL."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from projections.balances import Balance
from projections.movements import MOVEMENTS, TYPES
from projections.view import Step

NAME = "journal"
VERSION = 2
KEY = {"entries": ("employee", "position", "entry")}

SCHEMA = """
create table entries (
  employee       text not null,
  position       bigint not null,
  entry          smallint not null,         -- the legs of one fact, from 1
  kind           text not null,             -- credits | points
  type           text not null,             -- the fact
  from_state     text not null,
  to_state       text not null,
  amount         numeric(14, 2) not null,
  course         text,
  session        text,
  activity       text,
  lot            text,
  reward         text,
  redemption     text,
  shortfall      text,
  lots           jsonb,                     -- [[lot, points], ...] that can be spent less, or again
  activates_at   timestamptz,               -- of the lot that was earned
  expires_at     timestamptz,
  policy_version text,
  effective_at   timestamptz not null,
  recorded_at    timestamptz not null,
  primary key (employee, position, entry)
);
"""

APPLY = (
    Step(
        TYPES,
        f"""{MOVEMENTS}
insert into entries
select employee, position, entry, kind, type, from_state, to_state, amount,
       data->>'course', session, data->>'activity', data->>'lot', data->>'reward', data->>'redemption',
       data->>'shortfall', case when 'active' in (from_state, to_state) then data->'lots' end,
       (data->>'activates_at')::timestamptz, (data->>'expires_at')::timestamptz,
       policy_version, effective_at, recorded_at
  from movements
 where amount <> 0 or kind = 'credits'  -- an award of 0 says why it is 0
""",  # noqa: S608 - a constant of ours
    ),
)


class Entry(NamedTuple):
    """One leg of one fact."""

    employee: str
    position: int
    entry: int
    kind: str
    type: str
    from_state: str
    to_state: str
    amount: Decimal
    course: str | None
    session: str | None
    activity: str | None
    lot: str | None
    reward: str | None
    redemption: str | None
    shortfall: str | None
    lots: list[tuple[str, int]] | None
    activates_at: datetime | None
    expires_at: datetime | None
    policy_version: str | None
    effective_at: datetime
    recorded_at: datetime


def entries(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    employee: str,
    *,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    after: tuple[int, int] = (0, 0),
    limit: int = 100,
) -> list[Entry]:
    """A person's entries in the order of the log, after the (position, entry) that the last page ended with."""
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        return cursor.execute(
            """
            select * from view_journal.entries
             where employee = %(employee)s
               and (position, entry) > (%(position)s, %(entry)s)
               and (%(kind)s::text is null or kind = %(kind)s)
               and (%(since)s::timestamptz is null or effective_at >= %(since)s)
               and (%(until)s::timestamptz is null or effective_at < %(until)s)
               and (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
               and (%(recorded_as_of)s::timestamptz is null or recorded_at <= %(recorded_as_of)s)
             order by position, entry
             limit %(limit)s
            """,
            {
                "employee": employee,
                "position": after[0],
                "entry": after[1],
                "kind": kind,
                "since": since,
                "until": until,
                "as_of": as_of,
                "recorded_as_of": recorded_as_of,
                "limit": limit,
            },
        ).fetchall()


def balance(
    connection: Connection,
    employee: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
) -> Balance:
    """What a person had at a moment (`as_of`), as it was known at another (`recorded_as_of`)."""
    with connection.cursor(row_factory=class_row(Balance)) as cursor:
        row = cursor.execute(
            """
            select %(employee)s as employee,
                   coalesce(sum(moved.amount) filter (where state = 'earned'), 0.00) as credits,
                   coalesce(sum(moved.amount) filter (where state = 'pending'), 0)::bigint as pending,
                   coalesce(sum(moved.amount) filter (where state = 'active'), 0)::bigint as active,
                   coalesce(sum(moved.amount) filter (where state = 'held'), 0)::bigint as held,
                   coalesce(sum(moved.amount) filter (where state = 'spent'), 0)::bigint as spent,
                   coalesce(sum(moved.amount) filter (where state = 'expired'), 0)::bigint as expired,
                   coalesce(sum(moved.amount) filter (where state = 'reversed' and kind = 'points'), 0)::bigint
                     as reversed,
                   coalesce(sum(moved.amount) filter (where state = 'paid_out'), 0)::bigint as paid_out,
                   coalesce(-sum(moved.amount) filter (where state = 'debt'), 0)::bigint as debt
              from view_journal.entries,
                   lateral (values (to_state, amount), (from_state, -amount)) moved(state, amount)
             where employee = %(employee)s
               and (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
               and (%(recorded_as_of)s::timestamptz is null or recorded_at <= %(recorded_as_of)s)
            """,
            {"employee": employee, "as_of": as_of, "recorded_as_of": recorded_as_of},
        ).fetchone()
    assert row is not None  # noqa: S101 - an aggregate without groups has exactly one row
    return row
