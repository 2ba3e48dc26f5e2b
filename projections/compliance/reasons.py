"""Why credits were taken back, which the fact that withdrew the learning says and the reversal does not."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from ledger.events import AttendanceCorrected, AttendanceVoided, CompletionVoided, CreditsReversed
from ledger.log.log import Fact

WITHDRAWING = [kind.__name__ for kind in (AttendanceCorrected, AttendanceVoided, CompletionVoided)]
# The facts of one request stand together, what was decided before what follows from it.
NEAR = 200
WITHDRAWN = """
select r.position, w.because
  from ledger.events r
 cross join lateral (
   select e.data::jsonb->>'because' as because
     from ledger.events e
    where e.position between r.position - %(near)s and r.position
      and e.request = r.request and e.type = any(%(types)s) and e.data::jsonb->>'employee' = %(employee)s
    order by e.position desc limit 1
 ) w
 where r.position = any(%(positions)s)
"""


def reasons(connection: Connection[Any], employee: str, facts: Iterable[Fact]) -> dict[int, str]:
    """Find why a person's credits were taken back, by the position of the reversal.

    A correction of many people's awards has its reason on every fact.
    """
    reversals = {fact.position: fact.reason for fact in facts if fact.type == CreditsReversed.__name__}
    said = {position: reason for position, reason in reversals.items() if reason}
    rest = [position for position in reversals if position not in said]
    asked = {"employee": employee, "types": WITHDRAWING, "positions": rest, "near": NEAR}
    return said | dict(connection.execute(WITHDRAWN, asked).fetchall()) if rest else said
