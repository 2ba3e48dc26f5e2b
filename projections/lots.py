"""Lots: what became of every earning, for the run that settles what is due, and for whoever asks what lapses when."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.movements import MOVEMENTS, TYPES
from projections.view import Step

NAME = "lots"
VERSION = 2
KEY = {"lots": ("employee", "lot")}

# Each point of a lot is in exactly one place, from `pending` to `paid_out`.
SCHEMA = """
create table lots (
  employee     text not null,
  lot          text not null,
  source       text not null,
  earned_at    timestamptz not null,
  activates_at timestamptz,                  -- null: at once
  expires_at   timestamptz,                  -- null: never
  points       bigint not null,
  pending      bigint not null,
  active       bigint not null,
  used         bigint not null,              -- held or spent; the redemption says which
  settled      bigint not null,              -- paid a debt off
  expired      bigint not null,
  reversed     bigint not null,              -- taken back, as long as it was there to be taken
  paid_out     bigint not null,
  position     bigint not null,              -- of the last fact that moved it
  due_at       timestamptz generated always as (
    least(case when pending > 0 then activates_at end, case when active > 0 then expires_at end)) stored,
  primary key (employee, lot)
) with (fillfactor = 70);
create index on lots (due_at) where due_at is not null;
"""

# The movements, lot by lot; what is spent was held for the same lots, so fulfilling moves nothing here.
APPLY = (
    Step(
        tuple(kind for kind in TYPES if kind is not e.RedemptionFulfilled),
        f"""{MOVEMENTS}, moved as (
  select m.*, coalesce(part->>0, data->>'lot') as lot, coalesce((part->>1)::bigint, amount) as part
    from movements m left join lateral jsonb_array_elements(data->'lots') part on true
   where kind = 'points' and from_state <> 'debt'
), sums as (
  select employee, lot, max(position) as position,
         max(data->>'source') filter (where from_state = 'issuer') as source,
         max(effective_at) filter (where from_state = 'issuer') as earned_at,
         max((data->>'activates_at')::timestamptz) as activates_at,
         max((data->>'expires_at')::timestamptz) as expires_at,
         coalesce(sum(part) filter (where from_state = 'issuer'), 0) as points,
         sum(case 'pending' when to_state then part when from_state then -part else 0 end) as pending,
         sum(case 'active' when to_state then part when from_state then -part else 0 end) as active,
         sum(case when to_state = 'held' then part when from_state in ('held', 'spent') then -part else 0 end) as used,
         sum(case 'debt' when to_state then part else 0 end) as settled,
         sum(case 'expired' when to_state then part when from_state then -part else 0 end) as expired,
         sum(case 'reversed' when to_state then part else 0 end) as reversed,
         sum(case 'paid_out' when to_state then part else 0 end) as paid_out
    from moved
   where lot is not null
   group by employee, lot
)
merge into lots l using sums s on l.employee = s.employee and l.lot = s.lot
 when matched then update
  set pending = l.pending + s.pending, active = l.active + s.active, used = l.used + s.used,
      settled = l.settled + s.settled, expired = l.expired + s.expired, reversed = l.reversed + s.reversed,
      paid_out = l.paid_out + s.paid_out, position = s.position
 when not matched then insert
  (employee, lot, source, earned_at, activates_at, expires_at, points, pending, active, used, settled, expired,
   reversed, paid_out, position)
  values (s.employee, s.lot, s.source, s.earned_at, s.activates_at, s.expires_at, s.points, s.pending, s.active, s.used,
          s.settled, s.expired, s.reversed, s.paid_out, s.position)
""",  # noqa: S608 - a constant of ours
    ),
    Step(
        (e.LotExtended,),
        """
update lots l
   set expires_at = f.expires_at, position = greatest(l.position, f.position)
  from (select distinct on (employee, data->>'lot')
               employee, data->>'lot' as lot, (data->>'expires_at')::timestamptz as expires_at, position
          from facts order by employee, data->>'lot', position desc) f
 where l.employee = f.employee and l.lot = f.lot
""",
    ),
)


class Lot(NamedTuple):
    """One earning and what became of it."""

    employee: str
    lot: str
    source: str
    earned_at: datetime
    activates_at: datetime | None
    expires_at: datetime | None
    points: int
    pending: int
    active: int
    used: int
    settled: int
    expired: int
    reversed: int
    paid_out: int
    position: int


class Loss(NamedTuple):
    """So many points lapse at that moment, if they are not spent before."""

    expires_at: datetime
    points: int


class Due(NamedTuple):
    """Somebody has so many lots that have come due; `position` changes whenever one of them does."""

    employee: str
    lots: int
    position: int


def lots(connection: Connection, employee: str, *, after: str = "", limit: int = 100) -> list[Lot]:
    """A person's lots by name, after the last page's."""
    with connection.cursor(row_factory=class_row(Lot)) as cursor:
        return cursor.execute(
            """
            select employee, lot, source, earned_at, activates_at, expires_at, points, pending, active, used, settled,
                   expired, reversed, paid_out, position
              from view_lots.lots
             where employee = %s and lot > %s
             order by lot limit %s
            """,
            [employee, after, limit],
        ).fetchall()


def forecast(connection: Connection, employee: str, until: datetime) -> list[Loss]:
    """What a person loses, and when, up to a moment; what is due and not yet settled is in it."""
    with connection.cursor(row_factory=class_row(Loss)) as cursor:
        return cursor.execute(
            """
            select expires_at, sum(active + pending)::bigint as points
              from view_lots.lots
             where employee = %s and expires_at <= %s and active + pending > 0
             group by expires_at order by expires_at
            """,
            [employee, until],
        ).fetchall()


def due(connection: Connection, as_of: datetime, *, after: str = "", limit: int = 10_000) -> list[Due]:
    """Who has lots that are due at a moment, by employee, after the last page's."""
    with connection.cursor(row_factory=class_row(Due)) as cursor:
        return cursor.execute(
            """
            select employee, count(*) as lots, max(position) as position
              from view_lots.lots
             where due_at <= %s and employee > %s
             group by employee order by employee limit %s
            """,
            [as_of, after, limit],
        ).fetchall()


def due_lots(connection: Connection, as_of: datetime) -> int:
    """Count the lots that are due at a moment."""
    (count,) = connection.execute("select count(*) from view_lots.lots where due_at <= %s", [as_of]).fetchone() or (0,)
    return int(count)
