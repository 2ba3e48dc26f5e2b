"""A log with facts, and its sealer, turned by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import signing
from psycopg import Connection

from projections import bookmarks
from projections.audit import sealing, signed, vouching
from projections.audit.sealer import Sealer
from projections.audit.store import TileStore
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.vouching import Unvouched
from projections.audit.witness.asking import Witnesses
from projections.audit.witnessed import WitnessedStore, nobody

KEY = SignerKey("example.com/merit", ED25519, b"\1" * 32)
OTHER_KEY = SignerKey("example.com/merit", ED25519, b"\2" * 32)


def seal_all(url: str, tiles: Path) -> int:
    """Seal what is there, as the program does, and say how much that is."""
    store = WitnessedStore(tiles, Witnesses(nobody(KEY)))
    return sealing.seal_once(url, store, sealing.Keys(KEY, [signing.KEY.verifier]), lambda _: None, lambda *_: None)


def disown_and_seal(store: TileStore, seal: Callable[[], object], head: int) -> None:
    """Seal what was rewritten, as somebody with every key but the writers' can."""
    store.folder.mkdir(exist_ok=True)
    with pytest.raises(Unvouched):
        seal()
    refused = vouching.alarm(store)
    assert refused
    vouching.disown(store, refused.position, head, head)
    seal()


def append(log: Connection, count: int) -> None:
    """Append so many facts in one commit, signed."""
    if count:
        signing.append(log, signing.listed(count))


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
        return Sealer(self.connection, self.store, self.key, writers=[signing.KEY.verifier])

    def seal(self) -> Sealer:
        """Have everything sealed by a sealer that starts now."""
        sealer = self.sealer()
        sealer.seal(signed.durable_head(self.connection))
        return sealer

    def head(self) -> int:
        """Where the log ends."""
        return bookmarks.head(self.log)
