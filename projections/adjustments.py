"""Adjustments: what was proposed by hand, by whom, and what another person said."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection

from ledger import events as e
from projections.pages import page
from projections.proposals import COLUMNS, PROPOSED, decided
from projections.view import Step

NAME = "adjustments"
VERSION = 2
KEY = {"adjustments": ("adjustment",)}

SCHEMA = f"""
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
  {COLUMNS}
) with (fillfactor = 70);
create index on adjustments (position);
create index on adjustments (batch, position) where batch is not null;
"""

APPLY = (
    Step(
        (e.AdjustmentProposed,),
        f"""
insert into adjustments
select data->>'adjustment', employee, data->>'kind', (data->>'points')::bigint, data->>'because', data->>'note',
       data->>'reference', data->>'evidence', data->>'batch', {PROPOSED}
  from facts
    on conflict (adjustment) do nothing
""",  # noqa: S608 - columns of ours
    ),
    decided("adjustments", "adjustment", e.AdjustmentApproved, e.AdjustmentRejected),
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
    return page(
        connection,
        Adjustment,
        "view_adjustments.adjustments",
        after=after,
        limit=limit,
        employee=employee,
        state=state,
        batch=batch,
    )
