"""One person was present in two sessions at the same time.

Honest people leave early and come late, so what counts is the overlap of the presences seen, cut to the
sessions' times, and only from MINUTES on. A voided attendance is no presence; a corrected one is as corrected.
Who taught a session was there all the time, as far as the ledger pays for it.
"""

from ledger import events as e
from projections.detectors.detector import flag_id
from projections.view import Step

NAME = "overlapping_sessions"
VERSION = 2
KEY = {
    "sessions": ("session",),
    "presences": ("session", "employee", "position"),
    "double_presences": ("employee", "first_session", "second_session"),
}
MINUTES = 5
SENTENCE = {
    "en": "{employee} was present in sessions {first_session} and {second_session} at once for {minutes} minutes.",
    "zh": "{employee} 同时出现在课程场次 {first_session} 和 {second_session}，重叠 {minutes} 分钟。",
}

SCHEMA = f"""
create table sessions (session text primary key, starts_at timestamptz not null, ends_at timestamptz not null);
create table presences (
  session   text not null,
  employee  text not null,
  position  bigint not null,
  joined_at timestamptz not null,
  left_at   timestamptz,               -- null: nobody saw them leave, so until the session's end
  taught    boolean not null default false,
  primary key (session, employee, position)
) with (fillfactor = 80);
create index on presences (employee, joined_at);
create table double_presences (
  employee       text not null,
  first_session  text not null,
  second_session text not null,
  minutes        integer not null,
  positions      bigint[] not null,
  raised_at      timestamptz not null,  -- when it had lasted long enough to be seen
  primary key (employee, first_session, second_session)
);
create view flags as
  select {flag_id(NAME, VERSION, "employee", "first_session", "second_session")} as id,
         '{NAME}'::text as rule, {VERSION} as rule_version,
         case when minutes >= 30 then 'high' else 'medium' end as severity,
         least(1, round(minutes / 60.0, 2)) as score, array[employee] as subjects, positions, raised_at,
         jsonb_build_object('employee', employee, 'first_session', first_session, 'second_session', second_session,
                            'minutes', minutes) as params
    from double_presences;
"""  # noqa: S608 - a constant of ours

SCHEDULES = (e.SessionScheduled, e.SessionRescheduled)
PRESENCES = (
    e.CheckedIn,
    e.CheckedOut,
    e.PresenceImported,
    e.AttendanceCorrected,
    e.AttendanceVoided,
)
APPLY = (
    Step(
        SCHEDULES,
        """
insert into sessions
select distinct on (session) session, (data->>'starts_at')::timestamptz, (data->>'ends_at')::timestamptz
  from facts order by session, position desc
    on conflict (session) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at
""",
    ),
    Step(
        (e.CheckedIn, e.PresenceImported, e.AttendanceCorrected),
        """
insert into presences
select session, employee, position, coalesce((data->>'joined_at')::timestamptz, effective_at),
       (data->>'left_at')::timestamptz
  from facts
""",
    ),
    Step(
        (e.CheckedOut,),
        # Whoever has left keeps their moment by `coalesce`: as a condition it would hide from the planner that the
        # rows are found by their key, since nearly everybody in its statistics has left.
        """
update presences p set left_at = coalesce(p.left_at, o.left_at)
  from (select distinct on (f.session, f.employee, i.position)
               f.session, f.employee, i.position, f.effective_at as left_at
          from facts f, lateral (
            select position from presences i
             where i.session = f.session and i.employee = f.employee and i.position < f.position
             order by i.position desc limit 1) i
         order by f.session, f.employee, i.position, f.position) o
 where p.session = o.session and p.employee = o.employee and p.position = o.position
""",
    ),
    Step(
        (e.SessionClosed,),
        """
insert into presences
select f.session, f.data->>'trainer', f.position, s.starts_at, s.ends_at, true
  from facts f join sessions s using (session)
 where f.data->>'trainer' is not null and (f.data->>'taught_minutes')::integer > 0
""",
    ),
    Step(
        (e.SessionRescheduled,),
        """
update presences p set joined_at = s.starts_at, left_at = s.ends_at
  from sessions s
 where p.taught and p.session = s.session and s.session in (select session from facts)
""",
    ),
    Step(
        (e.SessionVoided,),
        "delete from presences p using facts f where p.session = f.session and p.position < f.position",
    ),
    Step(
        (e.AttendanceCorrected, e.AttendanceVoided),
        """
delete from presences p using facts f
 where p.session = f.session and p.employee = f.employee and p.position < f.position
""",
    ),
    Step(
        (e.SessionRescheduled, e.SessionClosed, e.SessionVoided, *PRESENCES),
        # Whoever's presence or whichever session's times changed is looked at again, and nobody else. Nobody
        # is present anywhere for longer than a day, which keeps the search for a second presence short.
        f"""
with touched as materialized (
  select session, coalesce(employee, data->>'trainer') as employee from facts
   where type not in ('SessionRescheduled', 'SessionVoided')
   union
  select f.session, d.employee from facts f
    join double_presences d on f.session in (d.first_session, d.second_session)
   where f.type = 'SessionVoided'
   union
  select p.session, p.employee from presences p
   where p.session in (select session from facts where type = 'SessionRescheduled')
), pairs as (
  select distinct p.employee, least(p.session, o.session) as first_session,
         greatest(p.session, o.session) as second_session,
         least(p.position, o.position) as first_position, greatest(p.position, o.position) as second_position,
         greatest(p.joined_at, o.joined_at, ps.starts_at, os.starts_at) as began,
         least(p.left_at, o.left_at, ps.ends_at, os.ends_at, p.joined_at + interval '1 day',
               o.joined_at + interval '1 day') as ended
    from touched t
    join presences p on p.session = t.session and p.employee = t.employee
    join presences o on o.employee = p.employee and o.session <> p.session
     and o.joined_at > p.joined_at - interval '1 day'
     and o.joined_at < least(p.left_at, p.joined_at + interval '1 day')
    join sessions ps on ps.session = p.session
    join sessions os on os.session = o.session
), found as materialized (
  select employee, first_session, second_session, sum(extract(epoch from ended - began))::integer / 60 as minutes,
         array(select distinct unnest(array_agg(first_position) || array_agg(second_position)) order by 1) as positions,
         min(began) + interval '{MINUTES} minutes' as raised_at
    from pairs
   where ended >= began + interval '{MINUTES} minutes'
   group by employee, first_session, second_session
), gone as (
  delete from double_presences d using touched t
   where d.employee = t.employee and t.session in (d.first_session, d.second_session)
     and not exists (select from found f where f.employee = d.employee and f.first_session = d.first_session
                        and f.second_session = d.second_session)
)
insert into double_presences
select * from found
    on conflict (employee, first_session, second_session) do update
   set minutes = excluded.minutes, positions = excluded.positions, raised_at = excluded.raised_at
""",  # noqa: S608 - a constant of ours
    ),
)
