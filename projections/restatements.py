"""Restatements: what was proposed, what it would come to, who decided, and what it has come to so far."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "restatements"
VERSION = 1
KEY = {"restatements": ("restatement",), "moved": ("restatement", "employee")}
# What the facts of a restatement name as their cause, in front of its id.
CAUSE = "restatement:"

SCHEMA = """
create table restatements (
  restatement text primary key,
  kind        text not null,             -- session_void | course_revaluation | policy_recomputation
  since       timestamptz not null,
  session     text,
  course      text,
  credits     numeric(8, 2),
  version     text,
  because     text not null,
  proposer    text not null,
  position    bigint not null unique,    -- of the proposal
  proposed_at timestamptz not null,
  foreseen    jsonb,                     -- of the newest preview
  approver    text,
  rejecter    text,
  decided_position bigint,               -- of the approval
  awards      bigint not null default 0, -- of how many people and courses the awards were looked at
  last        text[],                    -- the person and course up to which
  finished_at timestamptz,
  state       text not null generated always as (
    case when finished_at is not null then 'finished' when rejecter is not null then 'rejected'
         when approver is not null then 'approved' when foreseen is not null then 'previewed'
         else 'proposed' end) stored
) with (fillfactor = 70);
create table moved (
  restatement      text not null,
  employee         text not null,
  credits_reversed numeric(14, 2) not null,
  credits_awarded  numeric(14, 2) not null,
  points_reversed  bigint not null,
  points_earned    bigint not null,
  debt             bigint not null,
  primary key (restatement, employee)
);
"""

APPLY = (
    Step(
        (e.RestatementProposed,),
        """
insert into restatements (restatement, kind, since, session, course, credits, version, because, proposer, position,
                          proposed_at)
select data->>'restatement', data->>'kind', (data->>'since')::timestamptz, session, data->>'course',
       (data->>'credits')::numeric, data->>'version', data->>'because', data->>'proposer', position, effective_at
  from facts
    on conflict (restatement) do nothing
""",
    ),
    Step(
        (e.RestatementPreviewed,),
        """
update restatements r set foreseen = f.data->'effect'
  from (select distinct on (data->>'restatement') data from facts order by data->>'restatement', position desc) f
 where r.restatement = f.data->>'restatement'
""",
    ),
    Step(
        (e.RestatementApproved, e.RestatementRejected),
        """
update restatements r
   set approver = f.data->>'approver', rejecter = f.data->>'rejecter', decided_position = f.position
  from facts f
 where r.restatement = f.data->>'restatement'
""",
    ),
    Step(
        (e.RestatementAdvanced,),
        """
update restatements r set awards = r.awards + f.awards, last = f.last
  from (select data->>'restatement' as restatement, sum((data->>'awards')::bigint) as awards,
               array[(array_agg(employee order by position desc))[1],
                     (array_agg(data->>'course' order by position desc))[1]] as last
          from facts group by 1) f
 where r.restatement = f.restatement
""",
    ),
    Step(
        (e.RestatementFinished,),
        """
update restatements r set finished_at = f.effective_at from facts f where r.restatement = f.data->>'restatement'
""",
    ),
    Step(
        (e.CreditsAwarded, e.CreditsReversed, e.PointsEarned, e.PointsReversed),
        f"""
insert into moved as m
select substr(causation, {len(CAUSE) + 1}), employee,
       coalesce(sum((data->>'credits')::numeric) filter (where type = 'CreditsReversed'), 0),
       coalesce(sum((data->>'credits')::numeric) filter (where type = 'CreditsAwarded'), 0),
       coalesce(sum((data->>'points')::bigint) filter (where type = 'PointsReversed'), 0),
       coalesce(sum((data->>'points')::bigint) filter (where type = 'PointsEarned'), 0),
       coalesce(sum((data->>'debt')::bigint) filter (where type = 'PointsReversed'), 0)
  from facts where causation like '{CAUSE}%' group by causation, employee
    on conflict (restatement, employee) do update
   set credits_reversed = m.credits_reversed + excluded.credits_reversed,
       credits_awarded = m.credits_awarded + excluded.credits_awarded,
       points_reversed = m.points_reversed + excluded.points_reversed,
       points_earned = m.points_earned + excluded.points_earned, debt = m.debt + excluded.debt
""",  # noqa: S608 - a constant of ours
    ),
)


class Restatement(NamedTuple):
    """One restatement: what it would come to when it was previewed, and what it has come to."""

    restatement: str
    kind: str
    since: datetime
    session: str | None
    course: str | None
    credits: Decimal | None
    version: str | None
    because: str
    proposer: str
    position: int
    proposed_at: datetime
    state: str
    approver: str | None
    rejecter: str | None
    decided: int | None
    finished_at: datetime | None
    foreseen: dict[str, Any] | None
    awards: int
    last: list[str] | None
    people: int
    credits_reversed: Decimal
    credits_awarded: Decimal
    points_reversed: int
    points_earned: int
    debt: int


def restatements(
    connection: Connection,
    *,
    restatement: str | None = None,
    state: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Restatement]:
    """Restatements in the order they were proposed, after the position that the last page ended with."""
    with connection.cursor(row_factory=class_row(Restatement)) as cursor:
        return cursor.execute(
            """
            select restatement, kind, since, session, course, credits, version, because, proposer, position,
                   proposed_at, state, approver, rejecter, decided_position as decided, finished_at, foreseen, awards,
                   last, came.*
              from view_restatements.restatements r, lateral (
                select count(*) as people, coalesce(sum(credits_reversed), 0.00) as credits_reversed,
                       coalesce(sum(credits_awarded), 0.00) as credits_awarded,
                       coalesce(sum(points_reversed), 0)::bigint as points_reversed,
                       coalesce(sum(points_earned), 0)::bigint as points_earned,
                       coalesce(sum(debt), 0)::bigint as debt
                  from view_restatements.moved m where m.restatement = r.restatement) came
             where position > %(after)s
               and (%(restatement)s::text is null or restatement = %(restatement)s)
               and (%(state)s::text is null or state = %(state)s)
             order by position
             limit %(limit)s
            """,
            {"after": after, "restatement": restatement, "state": state, "limit": limit},
        ).fetchall()
