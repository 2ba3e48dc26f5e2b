"""A process that appends batches of every size as fast as it can, for so many seconds, and says how many facts.

`ours` appends to the ledger's log; `stock` to the library's own, with the database functions that skip its lock.
"""

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ledger.log.log import Batch, Entry, Request
from ledger.log.postgres import PostgresLog

SIZES = [1, 1, 1, 2, 5, 20, 100, 400]


def ours(url: str) -> Callable[[int], None]:
    """Append so many facts to the ledger's log, in one commit."""
    log = PostgresLog.open(url)

    def append(size: int) -> None:
        entries = [Entry("Listed", 1, "{}", (f"course:{n}",), datetime.now(UTC), 1) for n in range(size)]
        log.record(Batch(0, (), entries, [Request("appender", uuid4().hex, b"")]))

    return append


def stock_recorder(url: str) -> PostgresApplicationRecorder:
    """Open the library's recorder as POSTGRES_ENABLE_DB_FUNCTIONS=y makes it."""
    to = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    store = PostgresDatastore(
        to["dbname"], to["host"], to["port"], to["user"], to.get("password", ""), enable_db_functions=True
    )
    return PostgresApplicationRecorder(store, events_table_name="stock_events")


def stock(url: str) -> Callable[[int], None]:
    """Append so many events with the library's function."""
    recorder = stock_recorder(url)

    def append(size: int) -> None:
        recorder.insert_events([StoredEvent(uuid4(), 0, "Listed", b"{}") for _ in range(size)])

    return append


def main() -> None:
    """Append until the time is over."""
    mode, url, seconds, seed = sys.argv[1:]
    append = {"ours": ours, "stock": stock}[mode](url)
    chance = random.Random(seed)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    end = monotonic() + float(seconds)
    total = 0
    while monotonic() < end:
        size = chance.choice(SIZES)
        append(size)
        total += size
    sys.stdout.write(f"{total}\n")


if __name__ == "__main__":
    main()
