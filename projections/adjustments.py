"""Adjustments: what was proposed by hand, by whom, and what another person said."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "adjustments"
VERSION = 2
KEY = {"adjustments": ("adjustment",)}

SCHEMA = """
create table adjustments (
  adjustment  text primary key,
  employee    text not null,
  kind        text not null,
  points      bigint not null,
  because     text not null,
  note        text not null,               -- SHA-256; the words are in office.evidence
  reference   text,
  evidence    text,                        -- SHA-256; the proof is in office.evidence too
  batch       text,
  proposer    text not null,
  position    bigint not null,             -- of the proposal
  proposed_at timestamptz not null,
  lapses_at   timestamptz not null,
  state       text not null default 'proposed',  -- proposed | approved | rejected
  decider     text,
  decided_at  timestamptz
) with (fillfactor = 70);
create index on adjustments (position);
create index on adjustments (batch, position) where batch is not null;
"""

APPLY = (
    Step(
        (e.AdjustmentProposed,),
        """
insert into adjustments
select data->>'adjustment', employee, data->>'kind', (data->>'points')::bigint, data->>'because', data->>'note',
       data->>'reference', data->>'evidence', data->>'batch', data->>'proposer', position, effective_at,
       (data->>'lapses_at')::timestamptz
  from facts
    on conflict (adjustment) do nothing
""",
    ),
    Step(
        (e.AdjustmentApproved, e.AdjustmentRejected),
        """
update adjustments a
   set state = case f.type when 'AdjustmentApproved' then 'approved' else 'rejected' end,
       decider = coalesce(f.data->>'approver', f.data->>'rejecter'), decided_at = f.effective_at
  from facts f
 where a.adjustment = f.data->>'adjustment'
""",
    ),
)


class Adjustment(NamedTuple):
    """One proposal and what became of it."""

    adjustment: str
    employee: str
    kind: str
    points: int
    because: str
    note: str
    reference: str | None
    evidence: str | None
    batch: str | None
    proposer: str
    position: int
    proposed_at: datetime
    lapses_at: datetime
    state: str
    decider: str | None
    decided_at: datetime | None


def adjustments(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str | None = None,
    state: str | None = None,
    batch: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Adjustment]:
    """Adjustments in the order they were proposed, after the position that the last page ended with."""
    with connection.cursor(row_factory=class_row(Adjustment)) as cursor:
        return cursor.execute(
            """
            select * from view_adjustments.adjustments
             where position > %(after)s
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(state)s::text is null or state = %(state)s)
               and (%(batch)s::text is null or batch = %(batch)s)
             order by position
             limit %(limit)s
            """,
            {"employee": employee, "state": state, "batch": batch, "after": after, "limit": limit},
        ).fetchall()
