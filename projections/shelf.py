"""The shelf: every reward with its price and how many units are left, held and given."""

from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "shelf"
VERSION = 1
KEY = {"rewards": ("reward",)}

SCHEMA = """
create table rewards (
  reward    text primary key,
  title     text not null,
  kind      text not null,
  price     bigint not null,
  left_over bigint not null default 0,
  held      bigint not null default 0,
  fulfilled bigint not null default 0
) with (fillfactor = 50);
"""

APPLY = (
    Step(
        (e.RewardListed,),
        """
insert into rewards (reward, title, kind, price)
select data->>'reward', data->>'title', data->>'kind', (data->>'price')::bigint from facts
    on conflict (reward) do nothing
""",
    ),
    Step(
        (e.RewardRepriced,),
        """
update rewards r set price = f.price
  from (select distinct on (data->>'reward') data->>'reward' as reward, (data->>'price')::bigint as price
          from facts order by data->>'reward', position desc) f
 where r.reward = f.reward
""",
    ),
    Step(
        (
            e.RewardListed,
            e.RewardRestocked,
            e.RedemptionRequested,
            e.RedemptionFulfilled,
            e.RedemptionCancelled,
            e.RedemptionRefunded,
        ),
        """
update rewards r
   set left_over = r.left_over + f.left_over, held = r.held + f.held, fulfilled = r.fulfilled + f.fulfilled
  from (select data->>'reward' as reward,
               sum(case type when 'RewardListed' then (data->>'stock')::bigint
                             when 'RewardRestocked' then (data->>'units')::bigint
                             when 'RedemptionRequested' then -1
                             when 'RedemptionFulfilled' then 0 else 1 end) as left_over,
               sum(case type when 'RedemptionRequested' then 1 when 'RedemptionFulfilled' then -1
                             when 'RedemptionCancelled' then -1 else 0 end) as held,
               sum(case type when 'RedemptionFulfilled' then 1 when 'RedemptionRefunded' then -1 else 0 end)
                 as fulfilled
          from facts group by 1) f
 where r.reward = f.reward
""",
    ),
)


class Reward(NamedTuple):
    """One reward on the shelf."""

    reward: str
    title: str
    kind: str
    price: int
    left: int
    held: int
    fulfilled: int


def rewards(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    reward: str | None = None,
    kind: str | None = None,
    available: bool = False,
    after: str = "",
    limit: int = 100,
) -> list[Reward]:
    """Rewards by id, after the last page's; `available` leaves out those with no unit left."""
    with connection.cursor(row_factory=class_row(Reward)) as cursor:
        return cursor.execute(
            """
            select reward, title, kind, price, left_over as left, held, fulfilled
              from view_shelf.rewards
             where reward > %(after)s
               and (%(reward)s::text is null or reward = %(reward)s)
               and (%(kind)s::text is null or kind = %(kind)s)
               and (not %(available)s or left_over > 0)
             order by reward
             limit %(limit)s
            """,
            {"reward": reward, "kind": kind, "available": available, "after": after, "limit": limit},
        ).fetchall()
