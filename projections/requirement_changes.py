"""Exemptions and corrections of what is owed: who asked, who decided, and whether they still count."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "requirement_changes"
VERSION = 1
KEY = {"changes": ("change",)}

SCHEMA = """
create table changes (
  change      text primary key,
  employee    text not null,
  period      text not null,
  kind        text not null,               -- raise | lower | exempt
  credits     numeric(8, 2),               -- null: all of them
  because     text not null,
  note        text not null,               -- SHA-256; the words are in office.evidence
  evidence    text,                        -- SHA-256 of the proof
  proposer    text not null,
  position    bigint not null,             -- of the proposal
  proposed_at timestamptz not null,
  lapses_at   timestamptz not null,
  state       text not null default 'proposed',  -- proposed | approved | rejected | revoked
  decider     text,
  decided_at  timestamptz
) with (fillfactor = 70);
create index on changes (position);
"""

APPLY = (
    Step(
        (e.RequirementChangeProposed,),
        """
insert into changes
select data->>'change', employee, data->>'period', data->>'kind', (data->>'credits')::numeric, data->>'because',
       data->>'note', data->>'evidence', data->>'proposer', position, effective_at, (data->>'lapses_at')::timestamptz
  from facts
    on conflict (change) do nothing
""",
    ),
    Step(
        (e.RequirementChangeApproved, e.RequirementChangeRejected, e.RequirementChangeRevoked),
        """
update changes c
   set state = lower(replace(f.type, 'RequirementChange', '')),
       decider = coalesce(f.data->>'approver', f.data->>'rejecter', f.data->>'revoker'), decided_at = f.effective_at
  from (select distinct on (data->>'change') * from facts order by data->>'change', position desc) f
 where c.change = f.data->>'change'
""",
    ),
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
    with connection.cursor(row_factory=class_row(RequirementChange)) as cursor:
        return cursor.execute(
            """
            select * from view_requirement_changes.changes
             where position > %(after)s
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(period)s::text is null or period = %(period)s)
               and (%(state)s::text is null or state = %(state)s)
             order by position
             limit %(limit)s
            """,
            {"employee": employee, "period": period, "state": state, "after": after, "limit": limit},
        ).fetchall()
