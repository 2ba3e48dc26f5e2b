"""Facts into a real log, by its own function."""

from collections.abc import Sequence

from psycopg import Connection

from ledger.events import Event
from ledger.log.parameters import EPOCH, MICROSECOND

APPEND = """
select (ledger.append(9223372036854775807, '{}', '{}', '{}', %s, %s, %s, %s, %s, %s,
        '{tester}', array[null]::text[], array[%s], array[null]::bytea[], array[null]::text[], array[null]::text[],
        '{default/1}', %s, '{}', '{}', gen_random_uuid()::text)).first
"""


def append(connection: Connection, facts: Sequence[Event], request: str = "r") -> int:
    """Append facts and give the position of the last one."""
    if not facts:
        return 0
    row = connection.execute(
        APPEND,
        [
            [type(fact).__name__ for fact in facts],
            [type(fact).schema_version for fact in facts],
            [fact.model_dump_json() for fact in facts],
            ["\x1f".join(fact.tags) for fact in facts],
            [(fact.effective_at - EPOCH) // MICROSECOND for fact in facts],
            [1] * len(facts),
            request,
            [len(facts)],
        ],
    ).fetchone()
    assert row is not None
    return int(row[0]) + len(facts) - 1
