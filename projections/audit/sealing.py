"""The sealer's process: the only one of its log, with a key that no other process has."""

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection, Error

from projections import bookmarks
from projections.alone import Tell, Work, is_alone, wait_for_turn
from projections.audit import signed, signing_key
from projections.audit.refusing import SealingRefused
from projections.audit.sealer import Sealer, Watch
from projections.audit.store import TileStore
from projections.audit.tlog.keys import SignerKey, VerifierKey
from projections.audit.vouching import Unvouched
from projections.audit.witnessed import WitnessedStore
from projections.backoff import Backoff

FACTS = 256  # sealed at once
SECONDS = 1.0  # and fewer after so long
LOOK = 0.25  # seconds between looks at the log
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between attempts to reach the database or the disk

Record = Callable[[VerifierKey, VerifierKey], None]

log = logging.getLogger(__name__)


class Keys(NamedTuple):
    """The key that signs checkpoints, and those of the writers whose facts go under them."""

    own: SignerKey
    writers: Collection[VerifierKey]


def seal_once(conninfo: str, store: WitnessedStore, keys: Keys, tell: Tell, watch: Watch) -> int:
    """Seal what is there now, and say how much that is."""
    with _at_work(conninfo, store, tell) as connection:
        sealer = Sealer(connection, store, keys.own, writers=keys.writers)
        store.begin(keys.own)
        sealer.seal(signed.durable_head(connection), watch)
        return sealer.size


def seal(conninfo: str, store: WitnessedStore, keys: Keys, tell: Tell, watch: Watch) -> None:
    """Seal for ever, through lost connections, restarts of the server and full disks. May be killed at any moment."""
    backoff = Backoff("seal", FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            with _at_work(conninfo, store, tell) as connection:
                sealer = Sealer(connection, store, keys.own, writers=keys.writers)
                store.begin(keys.own)
                backoff.succeeded()
                _keep_sealing(connection, store, sealer, watch)
        except (Error, OSError) as error:
            time.sleep(backoff.failed(error))


def change_key(conninfo: str, store: TileStore, file: Path, record: Record) -> SignerKey:
    """Sign one checkpoint with the old key and a new one, so that whoever trusts the old can trust the new.

    The old one is destroyed when that is a fact; cut short before, the same change is gone on with.
    """
    with signed.connected(conninfo) as connection:
        if not is_alone(connection, Work.SEALER):
            raise SealingRefused("A sealer is at work: stop it first.", "封存进程正在运行：请先停止。")
        with store.alone():
            old = signing_key.load(file)
            new = signing_key.successor(file, old.name)
            Sealer(connection, store, old, new).sign()
            record(old.verifier, new.verifier)
            signing_key.replace(file)
            return new


def _keep_sealing(connection: Connection, store: WitnessedStore, sealer: Sealer, watch: Watch) -> None:
    due, alarm = 0.0, ""
    while True:
        waiting, now = bookmarks.head(connection) - sealer.size, time.monotonic()
        if waiting >= FACTS or ((waiting > 0 or alarm) and now >= due):
            try:
                sealer.seal(signed.durable_head(connection), watch)
                alarm = ""
            except Unvouched as no:
                if alarm != str(no):
                    alarm = str(no)
                    log.error("%s", alarm)  # noqa: TRY400 - an alarm, and no bug to trace
                time.sleep(SECONDS)  # the row may be gone then, or disowned
            due = now + SECONDS
        else:
            store.ask_again()
            time.sleep(min(LOOK, due - now) if waiting > 0 else LOOK)


@contextmanager
def _at_work(conninfo: str, store: TileStore, tell: Tell) -> Iterator[Connection]:
    """Be the one sealer of this log and the one writer of this folder; wait for a turn."""
    with signed.connected(conninfo) as connection:
        wait_for_turn(connection, Work.SEALER, tell)
        with store.alone():
            yield connection
