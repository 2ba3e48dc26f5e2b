"""The sealer's process: the only one of its log, with a key that no other process has."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import Connection, Error

from projections import bookmarks
from projections.audit import signed, signing_key
from projections.audit.refusing import SealingRefused
from projections.audit.sealer import Sealer, Watch
from projections.audit.store import TileStore
from projections.audit.tlog.keys import SignerKey, VerifierKey
from projections.audit.witnessed import WitnessedStore

FACTS = 256  # sealed at once
SECONDS = 1.0  # and fewer after so long
LOOK = 0.25  # seconds between looks at the log
TURN_OF_ANOTHER = 1.0  # seconds between attempts to become the sealer
PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between attempts to reach the database or the disk

Tell = Callable[[str], None]
Record = Callable[[VerifierKey, VerifierKey], None]

log = logging.getLogger(__name__)


def seal_once(conninfo: str, store: WitnessedStore, key: SignerKey, tell: Tell, watch: Watch) -> int:
    """Seal what is there now, and say how much that is."""
    with _at_work(conninfo, store, tell) as connection:
        sealer = Sealer(connection, store, key)
        store.begin(key)
        sealer.seal(signed.durable_head(connection), watch)
        return sealer.size


def seal(conninfo: str, store: WitnessedStore, key: SignerKey, tell: Tell, watch: Watch) -> None:
    """Seal for ever, through lost connections, restarts of the server and full disks. May be killed at any moment."""
    pause = PAUSE
    while True:
        try:
            with _at_work(conninfo, store, tell) as connection:
                sealer = Sealer(connection, store, key)
                store.begin(key)
                pause = PAUSE
                _keep_sealing(connection, store, sealer, watch)
        except (Error, OSError) as error:
            log.warning("cannot seal, trying again in %.1f s: %s", pause, error)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def change_key(conninfo: str, store: TileStore, file: Path, record: Record) -> SignerKey:
    """Sign one checkpoint with the old key and a new one, so that whoever trusts the old can trust the new.

    The old one is destroyed when that is a fact; cut short before, the same change is gone on with.
    """
    with signed.connected(conninfo) as connection:
        if not signed.is_alone(connection):
            raise SealingRefused("A sealer is at work: stop it first.", "封存进程正在运行：请先停止。")
        with store.alone():
            old = signing_key.load(file)
            new = signing_key.successor(file, old.name)
            Sealer(connection, store, old, new).sign()
            record(old.verifier, new.verifier)
            signing_key.replace(file)
            return new


def _keep_sealing(connection: Connection, store: WitnessedStore, sealer: Sealer, watch: Watch) -> None:
    due = 0.0
    while True:
        waiting, now = bookmarks.head(connection) - sealer.size, time.monotonic()
        if waiting >= FACTS or (waiting > 0 and now >= due):
            sealer.seal(signed.durable_head(connection), watch)
            due = now + SECONDS
        else:
            store.ask_again()
            time.sleep(min(LOOK, due - now) if waiting > 0 else LOOK)


@contextmanager
def _at_work(conninfo: str, store: TileStore, tell: Tell) -> Iterator[Connection]:
    """Be the one sealer of this log and the one writer of this folder; wait for a turn."""
    with signed.connected(conninfo) as connection:
        told = False
        while not signed.is_alone(connection):
            if not told:
                tell("another sealer is at work; waiting to take over")
                told = True
            time.sleep(TURN_OF_ANOTHER)
        with store.alone():
            yield connection
