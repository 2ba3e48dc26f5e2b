"""Redemptions: what each person asked for and what became of it."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "redemptions"
VERSION = 1
KEY = {"redemptions": ("redemption",)}

SCHEMA = """
create table redemptions (
  redemption   text primary key,
  employee     text not null,
  reward       text not null,
  price        bigint not null,
  state        text not null default 'requested',  -- requested | fulfilled | cancelled | refunded
  position     bigint not null,                    -- of the request
  requested_at timestamptz not null,
  fulfilled_at timestamptz,
  closed_at    timestamptz,                        -- cancelled or refunded
  because      text
) with (fillfactor = 70);
create index on redemptions (employee, position);
create index on redemptions (position);
"""

APPLY = (
    Step(
        (e.RedemptionRequested,),
        """
insert into redemptions (redemption, employee, reward, price, position, requested_at)
select data->>'redemption', employee, data->>'reward', (data->>'price')::bigint, position, effective_at from facts
    on conflict (redemption) do nothing
""",
    ),
    Step(
        (e.RedemptionFulfilled, e.RedemptionCancelled, e.RedemptionRefunded),
        """
with steps as (
  select data->>'redemption' as redemption,
         max(position) as last,
         max(position) filter (where type = 'RedemptionFulfilled') as fulfilled,
         max(position) filter (where type <> 'RedemptionFulfilled') as closed
    from facts group by 1
)
update redemptions r
   set state = case l.type when 'RedemptionCancelled' then 'cancelled' when 'RedemptionRefunded' then 'refunded'
                    else 'fulfilled' end,
       fulfilled_at = coalesce(f.effective_at, r.fulfilled_at), closed_at = coalesce(c.effective_at, r.closed_at),
       because = coalesce(c.data->>'because', r.because)
  from steps s
  join facts l on l.position = s.last
  left join facts f on f.position = s.fulfilled
  left join facts c on c.position = s.closed
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
            select * from view_redemptions.redemptions
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
