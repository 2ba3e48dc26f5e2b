"""One device checked many people in to one session within minutes: perhaps one holds the others' phones.

Only methods that use a person's own device count: a kiosk, a trainer's list and an import serve everybody.
"""

from ledger import events as e
from projections.detectors.detector import flag_id
from projections.view import Step

NAME = "shared_device"
VERSION = 1
KEY = {"check_ins": ("device", "session", "employee"), "crowds": ("device", "session")}
PEOPLE = 4
WINDOW = "10 minutes"
SENTENCE = {
    "en": "Device {device} checked {people} people in to session {session} within minutes of each other.",
    "zh": "设备 {device} 在几分钟内为 {people} 人签到了课程场次 {session}。",
}

SCHEMA = f"""
create table check_ins (
  device     text not null,
  session    text not null,
  employee   text not null,
  position   bigint not null,
  checked_at timestamptz not null,
  primary key (device, session, employee)
);
create table crowds (
  device    text not null,
  session   text not null,
  employees text[] not null,
  positions bigint[] not null,
  raised_at timestamptz not null,
  primary key (device, session)
);
create view flags as
  select {flag_id(NAME, VERSION, "session", "device")} as id,
         '{NAME}'::text as rule, {VERSION} as rule_version,
         case when cardinality(employees) >= {2 * PEOPLE} then 'high' else 'medium' end as severity,
         least(1, round(cardinality(employees) / 10.0, 2)) as score, employees as subjects, positions, raised_at,
         jsonb_build_object('device', device, 'session', session, 'people', cardinality(employees)) as params
    from crowds;
"""  # noqa: S608 - a constant of ours

APPLY = (
    Step(
        (e.CheckedIn,),
        # A person's first check-in on this device; the same one from whichever batch it comes.
        """
insert into check_ins
select distinct on (data->>'device', session, employee) data->>'device', session, employee, position, effective_at
  from facts
 where data->>'device' is not null and data->>'method' in ('qr', 'face', 'gps')
 order by data->>'device', session, employee, position
    on conflict do nothing
""",
    ),
    Step(
        (e.CheckedIn,),
        f"""
with touched as (
  select c.device, c.session
    from check_ins c
    join (select distinct data->>'device' as device, session from facts) f using (device, session)
   group by c.device, c.session having count(*) >= {PEOPLE}
), windows as (
  select c.*, count(*) over (
           partition by device, session order by checked_at
           range between '{WINDOW}' preceding and current row) as people
    from check_ins c join touched using (device, session)
), members as (
  select *, min(checked_at) filter (where people >= {PEOPLE}) over (
           partition by device, session order by checked_at
           range between current row and '{WINDOW}' following) as full_at
    from windows
)
insert into crowds
select device, session, array_agg(employee order by checked_at, employee),
       array_agg(position order by checked_at, employee), min(full_at)
  from members
 where full_at is not null
 group by device, session
    on conflict (device, session) do update
   set employees = excluded.employees, positions = excluded.positions, raised_at = excluded.raised_at
""",  # noqa: S608 - a constant of ours
    ),
)
