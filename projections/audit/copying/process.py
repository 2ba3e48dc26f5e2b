"""The copier's process, beside the sealer: what stops it stops nobody else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection, Error

from projections.alone import Tell, Work, wait_for_turn
from projections.audit import signed
from projections.audit.copying.copier import Copier, Watch
from projections.audit.copying.places import Place
from projections.audit.store import TileStore
from projections.backoff import Backoff
from projections.connecting import opened

LOOK = 5.0  # seconds between looks at the folder of tiles: each copy at the edge leaves some small files
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between attempts to reach the place


def copy_once(conninfo: str, store: TileStore, place: Place, tell: Tell, watch: Watch) -> int:
    """Copy what is signed now, and say how much that is."""
    with _alone(conninfo, tell) as connection:
        return Copier(connection, store, place).copy(watch)


def keep_copying(conninfo: str, store: TileStore, place: Place, tell: Tell, watch: Watch) -> None:
    """Copy for ever, through lost connections, full disks and stores that are away. May be killed at any moment."""
    backoff = Backoff("copy", FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            with _alone(conninfo, tell) as connection:
                while True:
                    Copier(connection, store, place).copy(watch)
                    backoff.succeeded()
                    time.sleep(LOOK)
        except (Error, OSError) as error:
            time.sleep(backoff.failed(error))


def behind(connection: Connection, copied: int) -> tuple[int, float]:
    """Give how many signed facts a copy lacks, and the seconds that the oldest of these checkpoints has waited."""
    row = connection.execute(
        """select max(size) - %(copied)s, extract(epoch from clock_timestamp() - min(signed_at))::float8
             from ledger.checkpoints where size > %(copied)s""",
        {"copied": copied},
    ).fetchone()
    return (int(row[0]), float(row[1])) if row and row[0] else (0, 0.0)


@contextmanager
def _alone(conninfo: str, tell: Tell) -> Iterator[Connection]:
    """Be the one copier of this log; wait for a turn."""
    with opened(conninfo, "merit copy", signed.SETTINGS) as connection:
        wait_for_turn(connection, Work.COPIER, tell)
        yield connection
