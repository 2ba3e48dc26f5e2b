with clock as (
  select coalesce(%(at)s::timestamptz, now()) as now
), person as (
  select p.branch, p.position, p.level, coalesce(b.active, 0) as points
    from (values (%(employee)s::text)) one(employee)
    left join view_people.people p using (employee)
    left join view_balances.balances b using (employee)
), had as (
  select reward, 'person' as holder, requested_at, units - given_back as units
    from view_shelf.taken where employee = %(employee)s
  union all
  select reward, 'branch', requested_at, units - given_back
    from view_shelf.taken where branch = (select branch from person)
), allowances as (
  select l.reward, l.units - coalesce(sum(h.units), 0) as units
    from view_shelf.limits l cross join clock cross join person p
    left join had h on h.reward = l.reward and h.holder = l.holder
         and (l.period = 'lifetime' or h.requested_at >=
              date_trunc(nullif(l.period, 'lifetime'), now at time zone %(zone)s) at time zone %(zone)s)
   where l.units is not null and (l.holder = 'person' or p.branch is not null)
   group by l.reward, l.holder, l.period, l.units
), allowed as (
  select reward, greatest(min(units), 0)::bigint as allowed from allowances group by reward
), queue as (
  select w.reward, w.employee, w.called_until, row_number() over (partition by w.reward order by w.position) as place,
         count(*) over (partition by w.reward) as length
    from view_shelf.waiting w cross join clock
   where w.waits and (w.called_until is null or w.called_until > now)
), lines as (
  select reward, max(length) as length, max(place) filter (where employee = %(employee)s) as place,
         max(called_until) filter (where employee = %(employee)s) as called_until
    from queue group by reward
), offers as (
  select r.reward, r.title, r.kind, r.terms, c.price, c.price <= p.points as affordable,
         case when not r.unlimited then r.left_over end as left, a.allowed, r.begins_at, r.ends_at,
         coalesce(l.place - 1, l.length, 0) as ahead, l.place, l.called_until,
         case when r.begins_at > now then 'REWARD_NOT_BEGUN'
              when a.allowed < 1 then 'LIMIT_REACHED'
              when not r.unlimited and r.left_over - coalesce(l.place - 1, l.length, 0) < 1 then 'STOCK_EXHAUSTED'
              when c.price > p.points then 'POINTS_INSUFFICIENT' end as why_not
    from view_shelf.rewards r cross join clock cross join person p
    join lateral (select price from view_shelf.prices c where c.reward = r.reward
                   order by since > now, abs(extract(epoch from since - now)) limit 1) c on true
    left join allowed a on a.reward = r.reward
    left join lines l on l.reward = r.reward
   where r.reward > %(after)s and not r.retired and (r.ends_at is null or r.ends_at > now)
     and (r.branches = '{}' or p.branch = any(r.branches))
     and (r.positions = '{}' or p.position = any(r.positions))
     and (r.levels = '{}' or p.level = any(r.levels))
     and (%(kind)s::text is null or r.kind = %(kind)s)
)
select * from offers
 where not %(redeemable)s or why_not is null
 order by reward
 limit %(limit)s
