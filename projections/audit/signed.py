"""Facts to seal and checkpoints that were signed, in the database."""

from typing import Any

from psycopg import Connection, OperationalError
from psycopg.errors import Diagnostic

from ledger.log.log import Fact
from projections import bookmarks
from projections.audit.tlog.checkpoint import Checkpoint
from projections.connecting import opened

SETTINGS = """
set role merit_seal;
set timezone to 'UTC';
-- What is seen may be sealed only when it is safe, here and on the standbys this server waits for.
set synchronous_commit to on;
set jit to off;
-- A sealer that was cut off asks nothing any more; its session must not keep its place for hours.
set idle_session_timeout to '20s';
"""
FACTS = f"""select {", ".join(Fact._fields)} from ledger.events
    where position > %s and position <= %s order by position"""  # noqa: S608 - the columns of a fact
LAST = "select note from ledger.checkpoints order by number desc limit 1"
WAITING = """select extract(epoch from clock_timestamp() - recorded_at)::float8 from ledger.events
    where position = 1 + coalesce((select size from ledger.checkpoints order by number desc limit 1), 0)"""
ADD = "insert into ledger.checkpoints (size, root, note) values (%s, %s, %s)"


def connected(conninfo: str) -> Connection:
    """A connection that may read facts and add checkpoints."""
    return opened(conninfo, "merit seal", SETTINGS)


def durable_head(connection: Connection) -> int:
    """Give a position up to which no failover can lose a fact.

    What is seen may still be on its way to a standby: its commit was interrupted, or did not ask to wait. A message of
    our own comes after it in the same WAL, so once that is acknowledged, everything before it is safe as well.
    """
    head = bookmarks.head(connection)
    warnings: list[Diagnostic] = []
    connection.add_notice_handler(warnings.append)
    try:
        connection.execute("select pg_logical_emit_message(true, 'merit seal', '')")
    finally:
        connection.remove_notice_handler(warnings.append)
    if warnings:
        raise OperationalError(f"the wait for a standby was cut short: {warnings[0].message_primary}")
    return head


def facts(connection: Connection, after: int, until: int) -> list[tuple[Any, ...]]:
    """Read facts in the order of the log, each as `leaf_of` takes it."""
    with connection.cursor(binary=True) as cursor:
        return cursor.execute(FACTS, [after, until]).fetchall()


def last_note(connection: Connection) -> bytes | None:
    """Give the checkpoint that was signed last."""
    row = connection.execute(LAST).fetchone()
    return str(row[0]).encode() if row else None


def longest_wait(connection: Connection) -> float:
    """Give the seconds that the oldest fact has waited to be sealed; 0 if none does."""
    row = connection.execute(WAITING).fetchone()
    return float(row[0]) if row else 0.0


def add(connection: Connection, checkpoint: Checkpoint, note: bytes) -> None:
    """Keep a checkpoint; the database refuses one that takes back what was signed before."""
    connection.execute(ADD, [checkpoint.size, checkpoint.root, note.decode()])
