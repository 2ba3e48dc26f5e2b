"""Transfers of responsibility: what was proposed, by whom, and what another person said."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection

from ledger import events as e
from projections.pages import page
from projections.proposals import COLUMNS, PROPOSED, decided
from projections.view import Step

NAME = "transfers"
VERSION = 1
KEY = {"transfers": ("transfer",)}

SCHEMA = f"""
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
  {COLUMNS}
) with (fillfactor = 70);
create index on transfers (position);
"""

APPLY = (
    Step(
        (e.TransferProposed,),
        f"""
insert into transfers
select data->>'transfer', employee, data->>'successor',
       array(select jsonb_array_elements_text(data->'reports')),
       array(select jsonb_array_elements_text(data->'branches')),
       array(select jsonb_array_elements_text(data->'stands_in_for')), (data->>'begins_at')::timestamptz,
       data->>'because', data->>'note', {PROPOSED}
  from facts
    on conflict (transfer) do nothing
""",  # noqa: S608 - columns of ours
    ),
    decided("transfers", "transfer", e.TransferApproved, e.TransferRejected),
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
    return page(
        connection, Transfer, "view_transfers.transfers", after=after, limit=limit, employee=employee, state=state
    )
