"""Transfers of responsibility: what was proposed, by whom, and what another person said."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "transfers"
VERSION = 1
KEY = {"transfers": ("transfer",)}

SCHEMA = """
create table transfers (
  transfer      text primary key,
  employee      text not null,
  successor     text not null,
  reports       text[] not null,
  branches      text[] not null,
  stands_in_for text[] not null,
  begins_at     timestamptz not null,
  because       text not null,
  note          text not null,               -- SHA-256; the words are in office.evidence
  proposer      text not null,
  position      bigint not null,             -- of the proposal
  proposed_at   timestamptz not null,
  lapses_at     timestamptz not null,
  state         text not null default 'proposed',  -- proposed | approved | rejected
  decider       text,
  decided_at    timestamptz
) with (fillfactor = 70);
create index on transfers (position);
"""

APPLY = (
    Step(
        (e.TransferProposed,),
        """
insert into transfers
select data->>'transfer', employee, data->>'successor',
       array(select jsonb_array_elements_text(data->'reports')),
       array(select jsonb_array_elements_text(data->'branches')),
       array(select jsonb_array_elements_text(data->'stands_in_for')), (data->>'begins_at')::timestamptz,
       data->>'because', data->>'note', data->>'proposer', position, effective_at, (data->>'lapses_at')::timestamptz
  from facts
    on conflict (transfer) do nothing
""",
    ),
    Step(
        (e.TransferApproved, e.TransferRejected),
        """
update transfers t
   set state = case f.type when 'TransferApproved' then 'approved' else 'rejected' end,
       decider = coalesce(f.data->>'approver', f.data->>'rejecter'), decided_at = f.effective_at
  from facts f
 where t.transfer = f.data->>'transfer'
""",
    ),
)


class Transfer(NamedTuple):
    """One proposal and what became of it."""

    transfer: str
    employee: str
    successor: str
    reports: list[str]
    branches: list[str]
    stands_in_for: list[str]
    begins_at: datetime
    because: str
    note: str
    proposer: str
    position: int
    proposed_at: datetime
    lapses_at: datetime
    state: str
    decider: str | None
    decided_at: datetime | None


def transfers(
    connection: Connection, *, employee: str | None = None, state: str | None = None, after: int = 0, limit: int = 100
) -> list[Transfer]:
    """Transfers in the order they were proposed, after the position that the last page ended with."""
    with connection.cursor(row_factory=class_row(Transfer)) as cursor:
        return cursor.execute(
            """
            select * from view_transfers.transfers
             where position > %(after)s
               and (%(employee)s::text is null or employee = %(employee)s)
               and (%(state)s::text is null or state = %(state)s)
             order by position
             limit %(limit)s
            """,
            {"employee": employee, "state": state, "after": after, "limit": limit},
        ).fetchall()
