"""The writer whose facts the specs' sealers take."""

from collections.abc import Sequence
from datetime import UTC, datetime

from psycopg import Connection

from ledger.log.log import Batch, Entry, Request
from ledger.log.parameters import append_parameters
from ledger.log.writer import Writer
from projections.audit.signing_writer import SigningWriter
from projections.audit.tlog.keys import ED25519, SignerKey

KEY = SignerKey("api.example.com/merit", ED25519, b"\3" * 32)
WRITER = SigningWriter(KEY)
APPEND = f"select (ledger.append({', '.join(['%s'] * 23)})).first"
NEWEST = 2**63 - 1


def listed(count: int, request: str = "r") -> Batch:
    """Some facts of one request, as a batch that asks nothing."""
    now = datetime.now(UTC)
    entries = [Entry("Listed", 1, f'{{"n":{n}}}', (f"course:C-{n % 7}",), now, 1) for n in range(1, count + 1)]
    return Batch(NEWEST, (), entries, [Request('讲师 "A"', request, None, reason="WHY", policy_version="p/1")])


def append(log: Connection, batch: Batch, writer: Writer | None = WRITER) -> int:
    """Append on this connection and give the first position."""
    return send(log, append_parameters(batch, writer))


def send(log: Connection, parameters: Sequence[bytes | None]) -> int:
    """Send an append, perhaps for the second time."""
    row = log.execute(APPEND, [None if each is None else each.decode() for each in parameters]).fetchone()
    assert row is not None
    return int(row[0])
