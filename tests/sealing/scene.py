"""A log with facts, and its sealer, turned by hand."""

from datetime import UTC, datetime
from typing import NamedTuple

from psycopg import Connection

from ledger.log.parameters import EPOCH, MICROSECOND
from projections import bookmarks
from projections.audit import signed
from projections.audit.sealer import Sealer
from projections.audit.store import TileStore
from projections.audit.tlog.keys import ED25519, SignerKey

KEY = SignerKey("example.com/merit", ED25519, b"\1" * 32)
OTHER_KEY = SignerKey("example.com/merit", ED25519, b"\2" * 32)

APPEND = """
select ledger.append(9223372036854775807, '{}', '{}', '{}',
        array_fill('Listed'::text, array[n]), array_fill(1::smallint, array[n]),
        (select array_agg('{"n":' || i || '}') from generate_series(1, n) i),
        (select array_agg('course:C-' || i %% 7) from generate_series(1, n) i),
        array_fill(%(at)s::bigint, array[n]), array_fill(1, array[n]),
        array['讲师 "A"'], array[null]::text[], array['r'], array[null]::bytea[], array['WHY'], array[null]::text[],
        array['p/1'], array[n], '{}', '{}', gen_random_uuid()::text)
  from (select %(count)s::int) c(n)
"""


def append(log: Connection, count: int) -> None:
    """Append so many facts in one commit."""
    if count:
        log.execute(APPEND, {"count": count, "at": (datetime.now(UTC) - EPOCH) // MICROSECOND})


class Scene(NamedTuple):
    """Who appends, who seals, and where."""

    url: str
    log: Connection
    connection: Connection
    store: TileStore
    key: SignerKey

    def append(self, count: int) -> None:
        """Append so many facts."""
        append(self.log, count)

    def sealer(self) -> Sealer:
        """Start a sealer, as after a restart."""
        return Sealer(self.connection, self.store, self.key)

    def seal(self) -> Sealer:
        """Have everything sealed by a sealer that starts now."""
        sealer = self.sealer()
        sealer.seal(signed.durable_head(self.connection))
        return sealer

    def head(self) -> int:
        """Where the log ends."""
        return bookmarks.head(self.log)
