-- Reward by reward in the order of the page, so that what is behind it costs nothing.
with clock as materialized (
  select coalesce(%(at)s::timestamptz, now()) as now
), person as materialized (
  select p.branch, p.position, p.level, coalesce(b.active, 0) as points
    from (values (%(employee)s::text)) one(employee)
    left join view_people.people p using (employee)
    left join view_balances.balances b using (employee)
), periods as materialized (
  select period, date_trunc(period, now at time zone %(zone)s) at time zone %(zone)s as begins
    from clock, unnest(array['month', 'quarter', 'year']) period
  union all select 'lifetime', '-infinity'
)
select o.* from (
  select r.reward, r.title, r.kind, r.terms, c.price, c.price <= p.points as affordable,
         case when not r.unlimited then r.left_over end as left, a.allowed, r.begins_at, r.ends_at,
         coalesce(w.place - 1, w.length) as ahead, w.place, w.called_until,
         case when r.begins_at > now then 'REWARD_NOT_BEGUN'
              when a.allowed < 1 then 'LIMIT_REACHED'
              when not r.unlimited and r.left_over - coalesce(w.place - 1, w.length) < 1 then 'STOCK_EXHAUSTED'
              when c.price > p.points then 'POINTS_INSUFFICIENT' end as why_not
    from view_shelf.rewards r cross join clock cross join person p
    cross join lateral (
      select price from view_shelf.prices c where c.reward = r.reward
       order by since > now, abs(extract(epoch from since - now)) limit 1) c
    cross join lateral (
      select min(greatest(l.units - coalesce(h.units, 0), 0))::bigint as allowed
        from view_shelf.limits l join periods using (period)
       cross join lateral (
         select case l.holder
                when 'person' then (select sum(units - given_back) from view_shelf.taken t
                                     where t.reward = r.reward and t.employee = %(employee)s and requested_at >= begins)
                else (select sum(units - given_back) from view_shelf.taken t
                       where t.reward = r.reward and t.branch = p.branch and requested_at >= begins) end as units) h
       where l.reward = r.reward and l.units is not null and (l.holder = 'person' or p.branch is not null)) a
    cross join lateral (
      select count(*) as length, max(place) filter (where employee = %(employee)s) as place,
             max(called_until) filter (where employee = %(employee)s) as called_until
        from (select employee, called_until, row_number() over (order by position) as place
                from view_shelf.waiting w
               where w.reward = r.reward and waits and (called_until is null or called_until > now)) waiting) w
   where r.reward > %(after)s and not r.retired and (r.ends_at is null or r.ends_at > now)
     and (r.branches = '{}' or p.branch = any(r.branches))
     and (r.positions = '{}' or p.position = any(r.positions))
     and (r.levels = '{}' or p.level = any(r.levels))
     and (%(kind)s::text is null or r.kind = %(kind)s)
) o
 where not %(redeemable)s or why_not is null
 order by reward
 limit %(limit)s
