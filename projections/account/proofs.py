"""What a correction by hand was proposed with, which the proposal says and its movements do not."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from psycopg import Connection

from projections.account.statement import Line

TYPES = ("PointsEarned", "PointsDeducted", "DebtWaived")
# A lot is named after the adjustment that brought it; the other movements name theirs.
PROOFS = """
select moved.position, proposed.data::jsonb->>'because', proposed.data::jsonb->>'note',
       proposed.data::jsonb->>'reference', proposed.data::jsonb->>'evidence'
  from ledger.events moved
  join ledger.event_tags t
    on t.type = 'AdjustmentProposed'
   and t.tag = 'adjustment:' || coalesce(moved.data::jsonb->>'adjustment',
                                         substring(moved.data::jsonb->>'lot' from '^adjustment/adjustment:(.*)$'))
  join ledger.events proposed on proposed.position = t.position
 where moved.position = any(%s)
"""


class Proof(NamedTuple):
    """Why somebody proposed it: `note` and `evidence` are SHA-256 of texts that are kept beside the log."""

    because: str
    note: str
    reference: str | None
    evidence: str | None


def proofs(connection: Connection[Any], lines: Iterable[Line]) -> dict[int, Proof]:
    """Find what corrections were proposed with, by the position of what they moved."""
    moved = [line.position for line in lines if line.type in TYPES and _by_hand(line)]
    return {row[0]: Proof(*row[1:]) for row in connection.execute(PROOFS, [moved])} if moved else {}


def _by_hand(line: Line) -> bool:
    return line.type != "PointsEarned" or (line.lot or "").startswith("adjustment/")
