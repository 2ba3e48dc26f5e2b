"""The sealer: facts become leaves, leaves a signed root that everybody can see."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg import Connection

from projections.audit import signed
from projections.audit.refusing import SealingRefused
from projections.audit.resuming import resume
from projections.audit.store import TileStore
from projections.audit.tlog.bundles import pack_entries
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.tiles import WIDTH, Tile, TileName

AT_MOST = 16_384  # facts under one checkpoint

Watch = Callable[[int, int], None]  # sealed so far, and of how many


class Sealer:
    """Appends to one tree. It remembers the tree's edge only; after any error, make another from what is stored."""

    def __init__(self, connection: Connection, store: TileStore, *keys: SignerKey) -> None:
        """The first key must have signed the last checkpoint; all of them sign the next."""
        self._connection = connection
        self._store = store
        self._keys = keys
        self._frontier, self._edge = resume(connection, store, keys[0].verifier)

    @property
    def size(self) -> int:
        """How many facts are sealed."""
        return self._frontier.size

    def seal(self, until: int, watch: Watch | None = None) -> None:
        """Seal the facts up to a position that no failover can lose."""
        # The next facts are read while the disk takes these.
        with ThreadPoolExecutor(1) as ahead:
            reading = ahead.submit(self._read, self.size, until)
            while self.size < until:
                entries = reading.result()
                reading = ahead.submit(self._read, self.size + len(entries), until)
                self._append(entries)
                self.sign()
                if watch:
                    watch(self.size, until)

    def sign(self) -> None:
        """Sign the tree as it is: first for the database, which would refuse a step back, then for everybody."""
        checkpoint = Checkpoint(self._keys[0].name, self.size, self._frontier.root())
        note = bytes(Note(checkpoint.text, tuple(sign(checkpoint.text, key) for key in self._keys)))
        signed.add(self._connection, checkpoint, note)
        self._store.publish(note)

    def _read(self, after: int, until: int) -> list[bytes]:
        until = min(until, after + AT_MOST)
        facts = signed.facts(self._connection, after, until)
        _check_gapless([fact[0] for fact in facts], after, until)
        return [_entry(fact) for fact in facts]

    def _append(self, entries: list[bytes]) -> None:
        bundles = self._bundles(entries)
        filled = self._frontier.extend(map(leaf_hash, entries))
        self._store.write([*bundles, *filled, *self._frontier.partials()])

    def _bundles(self, entries: list[bytes]) -> list[Tile]:
        """Go on with the last bundle; what does not fill one is written so far and remembered."""
        first, all_ = self.size // WIDTH, self._edge + entries
        groups = [all_[start : start + WIDTH] for start in range(0, len(all_), WIDTH)]
        self._edge = [] if len(groups[-1]) == WIDTH else groups[-1]
        return [
            Tile(TileName(None, index, len(group)), pack_entries(group)) for index, group in enumerate(groups, first)
        ]


def _entry(fact: tuple[Any, ...]) -> bytes:
    try:
        return encode(leaf_of(*fact))
    except Invalid as no:
        raise SealingRefused(
            f"The fact at position {fact[0]:,} cannot be sealed: {no}.", f"位置 {fact[0]:,} 的事实无法封存：{no}。"
        ) from no


def _check_gapless(positions: Sequence[int], after: int, until: int) -> None:
    for expected, position in enumerate([*positions, until + 1], after + 1):
        if position != expected:
            raise SealingRefused(
                f"The log has no fact at position {expected:,}: somebody removed it.",
                f"日志在位置 {expected:,} 没有事实：已被人删除。",
            )
