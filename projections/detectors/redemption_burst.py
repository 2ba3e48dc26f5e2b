"""One person redeemed many rewards in a short time: perhaps an account is being emptied.

A burst is every request that lies in some WINDOW with at least REQUESTS of them; windows that meet are one burst.
A cancelled request still counts: asking is the act.
"""

from ledger import events as e
from projections.detectors.detector import flag_id
from projections.view import Step

NAME = "redemption_burst"
VERSION = 1
KEY = {"requests": ("employee", "requested_at", "redemption"), "bursts": ("employee", "started_at")}
REQUESTS = 5
WINDOW = "24 hours"
SENTENCE = {
    "en": "{employee} asked for {requests} rewards worth {points} points within {hours} hours.",
    "zh": "{employee} 在 {hours} 小时内申请兑换 {requests} 次，共 {points} 积分。",
}

SCHEMA = f"""
create table requests (
  employee     text not null,
  requested_at timestamptz not null,
  redemption   text not null,
  position     bigint not null,
  price        bigint not null,
  primary key (employee, requested_at, redemption)
);
create table bursts (
  employee   text not null,
  started_at timestamptz not null,
  ended_at   timestamptz not null,
  requests   bigint not null,
  points     bigint not null,
  positions  bigint[] not null,
  raised_at  timestamptz not null,     -- when the last missing request came
  primary key (employee, started_at)
);
create view flags as
  select {flag_id(NAME, VERSION, "employee", "extract(epoch from started_at)")} as id,
         '{NAME}'::text as rule, {VERSION} as rule_version,
         case when requests >= {2 * REQUESTS} then 'high' else 'medium' end as severity,
         least(1, round(requests / 10.0, 2)) as score, array[employee] as subjects, positions, raised_at,
         jsonb_build_object('employee', employee, 'requests', requests, 'points', points,
                            'hours', ceil(extract(epoch from ended_at - started_at) / 3600)::integer) as params
    from bursts;
"""  # noqa: S608 - a constant of ours

# Only somebody with enough requests around a new one can have gained a burst or changed one.
TOUCHED = f"""
touched as materialized (
  select distinct f.employee
    from facts f, lateral (
      select count(*) as near from requests r
       where r.employee = f.employee and r.requested_at >= f.effective_at - interval '{WINDOW}'
         and r.requested_at <= f.effective_at + interval '{WINDOW}') around
   where near >= {REQUESTS}
)
"""  # noqa: S608 - constants of ours

APPLY = (
    Step(
        (e.RedemptionRequested,),
        """
insert into requests
select employee, effective_at, data->>'redemption', position, (data->>'price')::bigint from facts
""",
    ),
    Step(
        (e.RedemptionRequested,),
        f"""
with {TOUCHED}
delete from bursts b using touched t where b.employee = t.employee
""",  # noqa: S608 - constants of ours
    ),
    Step(
        (e.RedemptionRequested,),
        f"""
with {TOUCHED},
windows as (
  select r.*, count(*) over (
           partition by employee order by requested_at range between '{WINDOW}' preceding and current row) as near
    from requests r join touched using (employee)
), members as (
  select *, min(requested_at) filter (where near >= {REQUESTS}) over (
           partition by employee order by requested_at range between current row and '{WINDOW}' following) as full_at
    from windows
), marked as (
  select *, requested_at > lag(requested_at) over (partition by employee order by requested_at, redemption)
            + interval '{WINDOW}' as starts
    from members where full_at is not null
), numbered as (
  select *, count(*) filter (where starts) over (partition by employee order by requested_at, redemption) as burst
    from marked
)
insert into bursts
select employee, min(requested_at), max(requested_at), count(*), sum(price),
       array_agg(position order by requested_at, redemption), min(full_at)
  from numbered
 group by employee, burst
""",  # noqa: S608 - constants of ours
    ),
)
