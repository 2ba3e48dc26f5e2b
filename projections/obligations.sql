with recursive asking as materialized (
  select moment, coalesce(%(known)s::timestamptz, 'infinity') as known, (moment at time zone %(zone)s)::date as today
    from (select coalesce(%(now)s::timestamptz, clock_timestamp()) as moment) m
), asked as materialized (
  select o.* from view_obligations.obligations o, asking a
   where o.effective_at <= a.moment and o.recorded_at <= a.known
     and not coalesce(o.released_at <= a.moment and o.release_recorded_at <= a.known, false)
     and (%(obligation)s::text is null or o.obligation = %(obligation)s)
     and (%(course)s::text is null or o.course = %(course)s)
), parents as materialized (
  select distinct on (t.branch) t.branch, t.parent from view_obligations.tree t, asking a
   where t.effective_at <= a.moment and t.recorded_at <= a.known
   order by t.branch, t.effective_at desc, t.position desc
), under(branch) as (
  select %(branch)s::text where %(branch)s::text is not null
   union
  select p.branch from parents p join under u on p.parent = u.branch
), steps as not materialized (
  -- A joining that is recorded after a notice withdraws it.
  select s.*, case s.type when 'EmployeeLeft' then 0 when 'EmployeeJoined' then 1 else 2 end as rank
    from view_obligations.steps s, asking a
   where s.recorded_at <= a.known
     and not (s.type = 'EmployeeLeft' and exists (
           select from view_obligations.steps j
            where j.employee = s.employee and j.type = 'EmployeeJoined' and j.position > s.position
              and j.effective_at < s.effective_at and j.recorded_at <= a.known))
), members as materialized (
  -- Whoever is in the company, and since when without leaving.
  select j.employee, min(j.effective_at) as joined_at
    from steps j
   cross join asking a
    left join lateral (select max(l.effective_at) as left_at from steps l
                        where l.employee = j.employee and l.type = 'EmployeeLeft' and l.effective_at <= a.moment) l on true
   where j.type = 'EmployeeJoined' and j.effective_at <= a.moment
     and (l.left_at is null or j.effective_at >= l.left_at)
     and (%(employee)s::text is null or j.employee = %(employee)s)
     and (%(branch)s::text is null or j.employee in (
           select s.employee from view_obligations.steps s join under u on u.branch = s.branch))
   group by j.employee
), owing as materialized (
  -- The later of the day that is named and the days after joining; neither is for who joined too late or too early.
  select o.*, m.employee, d.due, (d.due + 1)::timestamp at time zone %(zone)s as ends,
         least(a.moment, (d.due + 1)::timestamp at time zone %(zone)s - interval '1 microsecond') as looked_at
    from asked o
    join members m on o.person is null or o.person = m.employee
   cross join asking a
   cross join lateral (
     select greatest(
       case when m.joined_at < (o.until + 1)::timestamp at time zone %(zone)s then o.until end,
       case when o.until is not null or m.joined_at >= o.effective_at
            then (m.joined_at at time zone %(zone)s)::date + o.within_days end) as due
   ) d
   where d.due is not null
     and (%(to_warn)s::integer[] is null
          or d.due - a.today <= (select coalesce(max(days), -1) from unnest(%(to_warn)s::integer[]) days))
     and not exists (select from view_obligations.exemptions x
                      where x.obligation = o.obligation and x.employee = m.employee
                        and x.effective_at <= a.moment and x.recorded_at <= a.known)
), placed as materialized (
  select w.*, there.branch as there, here.branch as here
    from owing w
   cross join asking a
   cross join lateral (
     select s.branch from steps s
      where s.employee = w.employee and s.type <> 'PositionAssigned' and s.effective_at <= w.looked_at
      order by s.effective_at desc, s.rank desc, s.position desc limit 1
   ) there
   cross join lateral (
     select s.branch from steps s
      where s.employee = w.employee and s.type <> 'PositionAssigned' and s.effective_at <= a.moment
      order by s.effective_at desc, s.rank desc, s.position desc limit 1
   ) here
   where there.branch is not null
     and (w.post is null and w.level is null or exists (
           select from (
             select s.post, s.level from steps s
              where s.employee = w.employee and s.type = 'PositionAssigned' and s.effective_at <= w.looked_at
              order by s.effective_at desc, s.position desc limit 1
           ) is_a
            where (w.post is null or is_a.post = w.post) and (w.level is null or is_a.level = w.level)))
), climbing(there, looked_at, branch) as (
  -- Few branches at few moments, however many people are there.
  select distinct there, looked_at, there from placed where branch is not null
   union
  select c.there, c.looked_at, above.parent
    from climbing c
   cross join asking a
   cross join lateral (
     select t.parent from view_obligations.tree t
      where t.branch = c.branch and t.effective_at <= c.looked_at and t.recorded_at <= a.known
      order by t.effective_at desc, t.position desc limit 1
   ) above
   where above.parent is not null
), found as (
  select to_char(p.due, 'YYYY-MM-DD') as due, p.employee, p.obligation, p.course, p.here as branch,
         case when d.done_at is null and p.due < a.today then 'overdue'
              when d.done_at is null then 'open'
              when d.done_at < p.ends then 'done'
              else 'late' end as state,
         d.done_at, p.due - a.today as days_left
    from placed p
   cross join asking a
   cross join lateral (
     select min(w.effective_at) as done_at
       from (select distinct on (activity) credits, effective_at from view_obligations.awards w
              where w.course = p.course and w.employee = p.employee and w.recorded_at <= a.known
              order by activity, position desc) w
      where w.credits > 0 and w.effective_at <= a.moment
        and (p.counts_from is null or w.effective_at >= p.counts_from::timestamp at time zone %(zone)s)
   ) d
   where (p.branch is null or exists (
           select from climbing c where c.there = p.there and c.looked_at = p.looked_at and c.branch = p.branch))
     and (%(branch)s::text is null or p.here in (select branch from under))
)
select due, employee, obligation, course, branch, state, done_at
  from found f
 where (%(states)s::text[] is null or state = any(%(states)s))
   and (%(after)s::text is null
        or (due, employee, obligation) > (%(after)s, %(after_employee)s, %(after_obligation)s))
   and (%(to_warn)s::integer[] is null or (
         state in ('open', 'overdue')
         and not exists (
               select from view_warnings.warnings w
                where w.employee = f.employee and w.obligation = f.obligation and w.day = f.due
                  and w.nearness <= case when f.days_left < 0 then -1
                                         else (select min(days) from unnest(%(to_warn)s::integer[]) days
                                                where f.days_left <= days) end)))
 order by due, employee, obligation
 limit %(limit)s
