"""Redemptions: what each person asked for and what became of it."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "redemptions"
VERSION = 3
KEY = {"redemptions": ("redemption",)}

SCHEMA = """
create table redemptions (
  redemption   text primary key,
  employee     text not null,
  reward       text not null,
  units        bigint not null,
  price        bigint not null,                    -- of all units
  approvals    text[] not null,                    -- whose approvals it needs, in order
  approved_by  text[] not null default '{}',
  lapses_at    timestamptz,
  asked_by     text,                               -- in the person's place
  fulfilled    bigint not null default 0,          -- units
  cancelled    bigint not null default 0,
  refunded     bigint not null default 0,
  used         bigint not null default 0,
  called_off   text not null default 'cancelled',  -- cancelled | rejected | lapsed
  state        text not null generated always as (
    case when units > fulfilled + cancelled
         then case when cardinality(approved_by) < cardinality(approvals) then 'requested' else 'approved' end
         when fulfilled > refunded then 'fulfilled'
         when refunded > 0 then 'refunded'
         else called_off end) stored,
  position     bigint not null,                    -- of the request
  requested_at timestamptz not null,
  fulfilled_at timestamptz,
  closed_at    timestamptz,                        -- cancelled or refunded
  because      text
) with (fillfactor = 70);
create index on redemptions (employee, position);
create index on redemptions (position);
create index on redemptions (position) where state = 'requested';
"""

APPLY = (
    Step(
        (e.RedemptionRequested,),
        """
insert into redemptions (redemption, employee, reward, units, price, approvals, lapses_at, position, requested_at,
       asked_by)
select data->>'redemption', employee, data->>'reward', (data->>'units')::bigint, (data->>'price')::bigint,
       array(select jsonb_array_elements_text(data->'approvals')), (data->>'lapses_at')::timestamptz,
       position, effective_at, data->>'asked_by'
  from facts
    on conflict (redemption) do nothing
""",
    ),
    Step(
        (e.RedemptionApproved,),
        """
update redemptions r set approved_by = r.approved_by || f.approvers
  from (select data->>'redemption' as redemption, array_agg(data->>'approver' order by position) as approvers
          from facts group by 1) f
 where r.redemption = f.redemption
""",
    ),
    Step(
        (e.RedemptionRejected, e.RedemptionLapsed),
        """
update redemptions r set called_off = case f.type when 'RedemptionRejected' then 'rejected' else 'lapsed' end
  from facts f where r.redemption = f.data->>'redemption'
""",
    ),
    Step(
        (e.BenefitUsed,),
        """
update redemptions r set used = r.used + f.units
  from (select data->>'redemption' as redemption, sum((data->>'units')::bigint) as units from facts group by 1) f
 where r.redemption = f.redemption
""",
    ),
    Step(
        (e.RedemptionFulfilled, e.RedemptionCancelled, e.RedemptionRefunded),
        """
with steps as (
  select data->>'redemption' as redemption,
         coalesce(sum((data->>'units')::bigint) filter (where type = 'RedemptionFulfilled'), 0) as fulfilled,
         coalesce(sum((data->>'units')::bigint) filter (where type = 'RedemptionCancelled'), 0) as cancelled,
         coalesce(sum((data->>'units')::bigint) filter (where type = 'RedemptionRefunded'), 0) as refunded,
         max(position) filter (where type = 'RedemptionFulfilled') as last_fulfilled,
         max(position) filter (where type <> 'RedemptionFulfilled') as last_closed
    from facts group by 1
)
update redemptions r
   set fulfilled = r.fulfilled + s.fulfilled, cancelled = r.cancelled + s.cancelled,
       refunded = r.refunded + s.refunded,
       fulfilled_at = coalesce(f.effective_at, r.fulfilled_at), closed_at = coalesce(c.effective_at, r.closed_at),
       because = coalesce(c.data->>'because', r.because)
  from steps s
  left join facts f on f.position = s.last_fulfilled
  left join facts c on c.position = s.last_closed
 where r.redemption = s.redemption
""",
    ),
)


class Redemption(NamedTuple):
    """One request for a reward and what became of it."""

    redemption: str
    employee: str
    reward: str
    price: int
    state: str
    position: int
    requested_at: datetime
    fulfilled_at: datetime | None
    closed_at: datetime | None
    because: str | None
    units: int
    fulfilled: int
    cancelled: int
    refunded: int
    used: int
    approvals: list[str]
    approved_by: list[str]
    lapses_at: datetime | None
    asked_by: str | None


def redemptions(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    redemption: str | None = None,
    employee: str | None = None,
    reward: str | None = None,
    state: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Redemption]:
    """Redemptions in the order they were requested, after the position that the last page ended with."""
    with connection.cursor(row_factory=class_row(Redemption)) as cursor:
        return cursor.execute(
            """
            select redemption, employee, reward, price, state, position, requested_at, fulfilled_at, closed_at, because,
                   units, fulfilled, cancelled, refunded, used, approvals, approved_by, lapses_at, asked_by
              from view_redemptions.redemptions
             where position > %(after)s
               and (%(redemption)s::text is null or redemption = %(redemption)s)
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(reward)s::text is null or reward = %(reward)s)
               and (%(state)s::text is null or state = %(state)s)
             order by position
             limit %(limit)s
            """,
            {
                "redemption": redemption,
                "employee": employee,
                "reward": reward,
                "state": state,
                "after": after,
                "limit": limit,
            },
        ).fetchall()


class Overdue(NamedTuple):
    """A request that nobody approved in time and that still holds what was asked for."""

    position: int
    redemption: str


def overdue(connection: Connection, *, after: int = 0, limit: int = 100) -> list[Overdue]:
    """Overdue requests in the order they were made."""
    with connection.cursor(row_factory=class_row(Overdue)) as cursor:
        return cursor.execute(
            """
            select position, redemption from view_redemptions.redemptions
             where state = 'requested' and lapses_at <= clock_timestamp() and position > %(after)s
             order by position
             limit %(limit)s
            """,
            {"after": after, "limit": limit},
        ).fetchall()
