"""The view: facts about the company, its people and their credits, and how everybody stands by them."""

from collections.abc import Sequence

from ledger import events as e
from ledger.lives import LIFE, RULES, TREE
from ledger.policy import DEFAULT_POLICY
from projections.compliance.deriving import take_a_hand
from projections.view import Derived, Step

NAME = "compliance"
VERSION = 2
KEY = {
    "company": ("position",),
    "lives": ("employee", "position"),
    "courses": ("course", "position"),
    "postings": ("employee", "position"),
    "carried": ("employee", "position"),
    "closed": ("period",),
    "stages": ("position",),
    "years": ("year",),
    "waiting": ("employee",),
    "standings": ("employee", "period"),
}

SCHEMA = """
create table company (
  position     bigint primary key,
  type         text not null,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  data         jsonb not null
);
create table lives (
  employee     text not null,
  position     bigint not null,
  type         text not null,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  data         jsonb not null,
  primary key (employee, position)
);
create index on lives ((data->>'branch')) where data->>'branch' is not null;
create table courses (
  course   text not null,
  position bigint not null,
  kind     text not null,
  category text not null,
  primary key (course, position)
);
create table postings (
  employee     text not null,
  position     bigint not null,
  course       text not null,
  activity     text not null,
  credits      numeric(10, 2) not null,  -- less than 0: taken back
  minutes      integer not null,         -- that earned credits
  kind         text,                     -- both null: of a course that the catalogue did not know
  category     text,
  booked       text,                     -- the period that they count in, if their own was closed by then
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (employee, position)
);
create index on postings (effective_at);
create table carried (
  employee     text not null,
  position     bigint not null,
  period       text not null,            -- that they count in
  credits      numeric(10, 2) not null,
  since        text not null,
  lapses_with  text not null,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (employee, position)
);
create table closed (
  period       text primary key,
  position     bigint not null,          -- what was recorded up to here is what it rests on, for ever
  effective_at timestamptz not null,
  recorded_at  timestamptz not null
);
create table stages (
  position bigint primary key,
  period   text not null,
  step     text not null                 -- the newest is where the period stands
);
create table years (
  year smallint primary key              -- calendar years in which anybody has credits: their periods are kept
);
create table waiting (
  employee text primary key              -- whose standings are to be derived again
);
create table standings (
  employee   text not null,
  period     text not null,
  branch     text,                       -- where the period, or their time in it, finds them last
  job        text,                       -- what people have as position
  owed       numeric(10, 2) not null,
  earned     numeric(10, 2) not null,
  carried_in numeric(10, 2) not null,
  counted    numeric(10, 2) not null,
  missing    numeric(10, 2) not null,
  parts      jsonb not null,             -- by kind and category: earned, minimum, maximum, counted, missing
  there      datemultirange not null,    -- their days in the company
  carries    jsonb not null,             -- what goes on into the next period: credits, since, lapses_with
  closed     boolean not null,           -- derived from what its period rests on: never again
  primary key (employee, period)
);
create index on standings (period, missing desc, employee);
create index on standings (period, branch, missing desc, employee);
"""

EVERYBODY = "select employee from lives union select employee from postings"

# What a course was is what the fact says, or the catalogue said before it.
AWARDED = """
insert into postings
select f.employee, f.position, data->>'course', data->>'activity', credits,
       case when credits > 0 then coalesce((data->>'minutes')::integer, 0) else 0 end,
       coalesce(data->>'kind', c.kind), coalesce(data->>'category', c.category),
       data->>'booked', effective_at, recorded_at
  from (select *, (data->>'credits')::numeric as credits from facts) f
  left join lateral (
    select kind, category from courses c
     where c.course = f.data->>'course' and c.position < f.position
     order by c.position desc limit 1
  ) c on f.data->>'kind' is null
"""

# What is taken back was of what it was awarded as.
REVERSED = """
insert into postings
select f.employee, f.position, f.data->>'course', f.data->>'activity', -(f.data->>'credits')::numeric,
       -coalesce(a.minutes, 0), a.kind, a.category, f.data->>'booked', f.effective_at, f.recorded_at
  from facts f
  left join lateral (
    select minutes, kind, category from postings a
     where a.employee = f.employee and a.activity = f.data->>'activity' and a.course = f.data->>'course'
       and a.position < f.position and a.credits >= 0
     order by a.position desc limit 1
  ) a on true
"""

CARRIED = """
insert into carried
select employee, position, data->>'into', (data->>'credits')::numeric, data->>'since', data->>'lapses_with',
       effective_at, recorded_at
  from facts
"""
# A period is closed once; were it twice, the first would stand.
CLOSED = """
insert into closed
select data->>'period', position, effective_at, recorded_at from facts order by position
    on conflict do nothing
"""

# The first credits of a year make everybody stand somewhere in its period.
YEARS = f"""
with opened as (
  insert into years
  select distinct coalesce((data->>'booked')::smallint, (data->>'into')::smallint,
                           extract(year from effective_at at time zone '{DEFAULT_POLICY.zone}')) from facts
      on conflict do nothing
  returning year
)
insert into waiting select employee from ({EVERYBODY}) everybody where exists (select from opened)
    on conflict do nothing
"""  # noqa: S608 - constants of ours

# Whoever was ever sent to a branch, or to one that was ever below it, may have its rules.
BELOW = """
insert into waiting
with recursive below(branch) as (
  select data->>'branch' from facts
   union
  select c.data->>'branch' from company c join below on c.data->>'parent' = below.branch
)
select distinct employee from lives join below on data->>'branch' = below.branch
    on conflict do nothing
"""

LEARNT = (e.CreditsAwarded, e.CreditsReversed)
OWN = "insert into waiting select distinct employee from facts on conflict do nothing"
ALL = f"insert into waiting {EVERYBODY} on conflict do nothing"

APPLY: Sequence[Step | Derived] = (
    Step((*TREE, *RULES), "insert into company select position, type, effective_at, recorded_at, data from facts"),
    Step(LIFE, "insert into lives select employee, position, type, effective_at, recorded_at, data from facts"),
    Step(
        (e.CourseListed, e.CourseRevised),
        "insert into courses select data->>'course', position, data->>'kind', data->>'category' from facts",
    ),
    Step((e.CreditsAwarded,), AWARDED),
    Step((e.CreditsReversed,), REVERSED),
    Step((e.CreditsCarried,), CARRIED),
    Step((e.PeriodClosed,), CLOSED),
    Step(
        (e.ClosingBegun, e.PeriodReopened, e.PeriodClosed, e.PeriodSealed),
        "insert into stages select position, data->>'period', type from facts",
    ),
    Step((*LIFE, *LEARNT, e.CreditsCarried), OWN),
    Step((*LEARNT, e.CreditsCarried), YEARS),
    Step((e.PolicyPublished, e.PolicyRetired, e.PeriodClosed), ALL),
    Step(TREE, BELOW),
    Derived("waiting", take_a_hand),
)
