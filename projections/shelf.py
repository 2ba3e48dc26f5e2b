"""The shelf: every reward with its price and how many units are left, held and given."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "shelf"
VERSION = 3
KEY = {
    "rewards": ("reward",),
    "prices": ("reward", "since"),
    "deliveries": ("reward", "position"),
    "limits": ("reward", "holder", "period"),
    "waiting": ("reward", "employee"),
    "taken": ("redemption",),
}

SCHEMA = Path(__file__).with_name("shelf_schema.sql").read_text(encoding="utf-8")

APPLY = (
    Step(
        (e.RewardListed,),
        """
insert into rewards (reward, title, kind, terms, unlimited, low_at)
select data->>'reward', data->>'title', data->>'kind', nullif(data->'terms', 'null'), data->>'stock' is null,
       (data->>'low_at')::bigint
  from facts
    on conflict (reward) do nothing
""",
    ),
    Step(
        (e.RewardListed, e.RewardRepriced),
        """
insert into prices
select distinct on (reward, effective_at) data->>'reward' as reward, effective_at, position, (data->>'price')::bigint
  from facts order by reward, effective_at, position desc
    on conflict (reward, since) do update set position = excluded.position, price = excluded.price
""",
    ),
    Step(
        (e.RewardOffered,),
        """
update rewards r
   set begins_at = f.begins_at, ends_at = f.ends_at, branches = f.branches, positions = f.positions, levels = f.levels
  from (select distinct on (data->>'reward') data->>'reward' as reward, (data->>'begins_at')::timestamptz as begins_at,
               (data->>'ends_at')::timestamptz as ends_at,
               array(select jsonb_array_elements_text(data->'branches')) as branches,
               array(select jsonb_array_elements_text(data->'positions')) as positions,
               array(select jsonb_array_elements_text(data->'levels')) as levels
          from facts order by data->>'reward', position desc) f
 where r.reward = f.reward
""",
    ),
    Step(
        (e.StockWatched,),
        """
update rewards r set low_at = f.low_at
  from (select distinct on (data->>'reward') data->>'reward' as reward, (data->>'low_at')::bigint as low_at
          from facts order by data->>'reward', position desc) f
 where r.reward = f.reward
""",
    ),
    Step(
        (e.RewardRetired, e.RewardRelisted),
        """
update rewards r set retired = f.type = 'RewardRetired'
  from (select distinct on (data->>'reward') data->>'reward' as reward, type
          from facts order by data->>'reward', position desc) f
 where r.reward = f.reward
""",
    ),
    Step(
        (e.RewardLimited,),
        """
insert into limits
select distinct on (reward, holder, period) data->>'reward' as reward, data->>'holder' as holder,
       data->>'period' as period, (data->>'units')::bigint
  from facts order by reward, holder, period, position desc
    on conflict (reward, holder, period) do update set units = excluded.units
""",
    ),
    Step(
        (e.RewardListed, e.RewardRestocked, e.RewardRecounted, e.BatchWrittenOff),
        """
insert into deliveries
select data->>'reward', position, recorded_at,
       case type when 'RewardListed' then 'listed' when 'RewardRestocked' then 'restocked'
                 when 'RewardRecounted' then 'recounted' else 'written_off' end,
       coalesce(data->>'stock', data->>'units')::bigint * case type when 'BatchWrittenOff' then -1 else 1 end,
       data->>'batch', (data->>'good_until')::timestamptz, data->>'cost_centre', data->>'because'
  from facts where data->>'stock' is not null or type <> 'RewardListed'
    on conflict (reward, position) do nothing
""",
    ),
    Step(
        (
            e.RewardListed,
            e.RewardRestocked,
            e.RewardRecounted,
            e.BatchWrittenOff,
            e.RedemptionRequested,
            e.RedemptionFulfilled,
            e.RedemptionCancelled,
            e.RedemptionRefunded,
        ),
        """
update rewards r
   set left_over = r.left_over + f.left_over, held = r.held + f.held, fulfilled = r.fulfilled + f.fulfilled
  from (select reward,
               sum(case when type in ('RewardListed', 'RewardRestocked', 'RewardRecounted', 'RedemptionCancelled',
                                      'RedemptionRefunded') then units
                        when type in ('RedemptionRequested', 'BatchWrittenOff') then -units else 0 end) as left_over,
               sum(case type when 'RedemptionRequested' then units when 'RedemptionFulfilled' then -units
                             when 'RedemptionCancelled' then -units else 0 end) as held,
               sum(case type when 'RedemptionFulfilled' then units when 'RedemptionRefunded' then -units else 0 end)
                 as fulfilled
          from (select type, data->>'reward' as reward,
                       coalesce(data->>'stock', data->>'units', '0')::bigint as units from facts) u
         group by 1) f
 where r.reward = f.reward
""",
    ),
    Step(
        (e.WaitingJoined, e.WaitingLeft, e.WaitingCalled, e.WaitingLapsed, e.RedemptionRequested),
        """
with steps as (
  select data->>'reward' as reward, employee, max(position) as last,
         max(position) filter (where type = 'WaitingJoined') as joined
    from facts group by 1, 2
)
insert into waiting
select s.reward, s.employee, coalesce(s.joined, w.position), l.type in ('WaitingJoined', 'WaitingCalled'),
       (l.data->>'until')::timestamptz
  from steps s
  join facts l on l.position = s.last
  left join waiting w on w.reward = s.reward and w.employee = s.employee
 where s.joined is not null or w.waits
    on conflict (reward, employee) do update
   set position = excluded.position, waits = excluded.waits, called_until = excluded.called_until
""",
    ),
    Step(
        (e.RedemptionRequested,),
        """
insert into taken (redemption, reward, employee, branch, requested_at, units)
select data->>'redemption', data->>'reward', employee, data->>'branch', effective_at, (data->>'units')::bigint
  from facts
    on conflict (redemption) do nothing
""",
    ),
    Step(
        (e.RedemptionCancelled, e.RedemptionRefunded),
        """
update taken t set given_back = t.given_back + f.units
  from (select data->>'redemption' as redemption, sum((data->>'units')::bigint) as units from facts group by 1) f
 where t.redemption = f.redemption
""",
    ),
)


class Reward(NamedTuple):
    """One reward on the shelf; one that does not run out has no number left."""

    reward: str
    title: str
    kind: str
    price: int
    left: int | None
    held: int
    fulfilled: int
    terms: dict[str, Any] | None
    retired: bool
    begins_at: datetime | None
    ends_at: datetime | None


def rewards(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    reward: str | None = None,
    kind: str | None = None,
    available: bool = False,
    after: str = "",
    limit: int = 100,
) -> list[Reward]:
    """Rewards by id, after the last page's; `available` leaves out the retired and those with no unit left."""
    with connection.cursor(row_factory=class_row(Reward)) as cursor:
        return cursor.execute(
            """
            select r.reward, title, kind, p.price, case when not unlimited then left_over end as left, held, fulfilled,
                   terms, retired, begins_at, ends_at
              from view_shelf.rewards r
              join lateral (select price from view_shelf.prices p where p.reward = r.reward
                             order by since > now(), abs(extract(epoch from since - now())) limit 1) p on true
             where r.reward > %(after)s
               and (%(reward)s::text is null or r.reward = %(reward)s)
               and (%(kind)s::text is null or kind = %(kind)s)
               and (not %(available)s or (unlimited or left_over > 0) and not retired)
             order by r.reward
             limit %(limit)s
            """,
            {"reward": reward, "kind": kind, "available": available, "after": after, "limit": limit},
        ).fetchall()
