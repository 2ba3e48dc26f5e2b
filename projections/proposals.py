"""What one person proposes and another decides: the columns and the step that every view of such things has."""

from ledger.events import Event
from projections.view import Step

COLUMNS = """proposer    text not null,
  position    bigint not null,             -- of the proposal
  proposed_at timestamptz not null,
  lapses_at   timestamptz not null,
  state       text not null default 'proposed',  -- proposed | approved | rejected | revoked
  decider     text,
  decided_at  timestamptz"""
# What a proposal says of them, in the same order.
PROPOSED = "data->>'proposer', position, effective_at, (data->>'lapses_at')::timestamptz"


def decided(table: str, key: str, *types: type[Event]) -> Step:
    """Keep the newest decision: what was approved may be revoked in the same batch."""
    return Step(
        types,
        f"""
update {table} t
   set state = lower(substring(f.type from '(Approved|Rejected|Revoked)$')),
       decider = coalesce(f.data->>'approver', f.data->>'rejecter', f.data->>'revoker'), decided_at = f.effective_at
  from (select distinct on (data->>'{key}') * from facts order by data->>'{key}', position desc) f
 where t.{key} = f.data->>'{key}'
""",  # noqa: S608 - names of ours
    )
