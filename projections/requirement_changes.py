"""Exemptions and corrections of what is owed: who asked, who decided, and whether they still count."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection

from ledger import events as e
from projections.pages import page
from projections.proposals import COLUMNS, PROPOSED, decided
from projections.view import Step

NAME = "requirement_changes"
VERSION = 1
KEY = {"changes": ("change",)}

SCHEMA = f"""
create table changes (
  change      text primary key,
  employee    text not null,
  period      text not null,
  kind        text not null,               -- raise | lower | exempt
  credits     numeric(8, 2),               -- null: all of them
  because     text not null,
  note        text not null,               -- SHA-256; the words are in office.evidence
  evidence    text,                        -- SHA-256 of the proof
  {COLUMNS}
) with (fillfactor = 70);
create index on changes (position);
"""

APPLY = (
    Step(
        (e.RequirementChangeProposed,),
        f"""
insert into changes
select data->>'change', employee, data->>'period', data->>'kind', (data->>'credits')::numeric, data->>'because',
       data->>'note', data->>'evidence', {PROPOSED}
  from facts
    on conflict (change) do nothing
""",  # noqa: S608 - columns of ours
    ),
    decided("changes", "change", e.RequirementChangeApproved, e.RequirementChangeRejected, e.RequirementChangeRevoked),
)


class RequirementChange(NamedTuple):
    """One proposal and what became of it."""

    change: str
    employee: str
    period: str
    kind: str
    credits: Decimal | None
    because: str
    note: str
    evidence: str | None
    proposer: str
    position: int
    proposed_at: datetime
    lapses_at: datetime
    state: str
    decider: str | None
    decided_at: datetime | None


def changes(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str | None = None,
    period: str | None = None,
    state: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[RequirementChange]:
    """Changes in the order they were proposed, after the position that the last page ended with."""
    return page(
        connection,
        RequirementChange,
        "view_requirement_changes.changes",
        after=after,
        limit=limit,
        employee=employee,
        period=period,
        state=state,
    )
