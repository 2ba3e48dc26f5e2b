"""The copier: what was signed, and the facts under it, are put where they cannot be lost with us."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from psycopg import Connection

from ledger.log.log import Fact
from projections.audit import signed
from projections.audit.copying.bodies import Asked, Body, check_bodies, pack_bodies, path_of, unpack_bodies
from projections.audit.copying.places import Place
from projections.audit.refusing import SealingRefused
from projections.audit.store import CHECKPOINT, NOTHING, TileStore
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.proving import consistency_proof
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tiles import WIDTH, TileName, tiles_between, unpack_hashes
from projections.audit.tlog.verifying import verify_consistency

AT_ONCE = 32  # files
FACTS: Final = f"""select {", ".join(f"e.{name}" for name in Fact._fields)}, q.digest, q.last from ledger.events e
    left join ledger.requests q on q.actor = e.actor and q.request = e.request and q.first = e.position
    where e.position > %s and e.position <= %s order by e.position"""  # noqa: S608 - the columns of a fact

Watch = Callable[[int, int], None]  # copied so far, and of how many


def held_in(place: Place) -> Checkpoint:
    """Give the checkpoint up to which a place has everything."""
    note = place.get(CHECKPOINT)
    return NOTHING if note is None else _checkpoint(note)


class Copier:
    """Takes a copy from one checkpoint to the next. It remembers nothing: the copy says how far it is."""

    def __init__(self, connection: Connection, store: TileStore, place: Place) -> None:
        self._connection = connection
        self._store = store
        self._place = place

    def copy(self, watch: Watch | None = None) -> int:
        """Bring the copy to the published checkpoint; give its size."""
        note, last = self._store.note(), self._place.get(CHECKPOINT)
        if note == last or note is None and last is None:
            return 0 if note is None else _checkpoint(note).size
        held = NOTHING if last is None else _checkpoint(last)
        new = NOTHING if note is None else _checkpoint(note)
        self._check_grown(held, new)
        copied = held.size
        names = tiles_between(held.size, new.size)
        while some := list(islice(names, AT_ONCE)):
            self._add({name.path: self._store.read(name) for name in some})
            if bundles := [name for name in some if name.level is None]:
                self._add(self._facts(bundles))
                copied = bundles[-1].index * WIDTH + bundles[-1].width
            if watch:
                watch(copied, new.size)
        self._place.replace(CHECKPOINT, note or b"")
        for name in _finished(held.size, new.size):
            self._place.remove(f"{name}.p")
        return new.size

    def _check_grown(self, held: Checkpoint, new: Checkpoint) -> None:
        """A copy goes on only with the log that it is a copy of."""
        if not held.size:
            return
        try:
            read = TileHashes(self._store.read, new.size)
            proof = consistency_proof(read, held.size, new.size)
            verify_consistency(held.size, new.size, held.root, new.root, proof)
        except Invalid as no:
            raise SealingRefused(
                f"The log is not the one that was copied: {no}. Nothing was copied; keep the copy as it is.",
                f"日志与副本不符：副本中有 {held.size:,} 条已签名的事实。未作复制；请保留副本原样。",
            ) from no

    def _facts(self, bundles: Sequence[TileName]) -> dict[str, bytes]:
        """Make the files of the facts, each of which must be the one that was signed."""
        first, last = bundles[0].index * WIDTH, bundles[-1].index * WIDTH + bundles[-1].width
        bodies = _bodies(self._connection, first, last)
        files = {}
        for bundle in bundles:
            start = bundle.index * WIDTH - first
            some = bodies[start : start + bundle.width]
            hashes = self._store.read(TileName(0, bundle.index, bundle.width))
            try:
                check_bodies(some, bundle.index * WIDTH + 1, unpack_hashes(hashes, bundle.width))
            except Invalid as no:
                raise SealingRefused(
                    f"The database was changed: {no}. It was not copied.",
                    "数据库中的事实与已签名的内容不符，未作复制。" f"（{no}）",
                ) from no
            files[path_of(bundle)] = pack_bodies(some)
        return files

    def _add(self, files: dict[str, bytes]) -> None:
        for name, old in self._place.add(files).items():
            if old != files[name] and not _same_facts(name, old, files[name]):
                raise SealingRefused(
                    f"The copy was changed: {name} is there already and is another file.",
                    f"副本被改动：{name} 已存在，且内容不同。",
                )


def _bodies(connection: Connection, after: int, until: int) -> list[Body]:
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(FACTS, [after, until]).fetchall()
    return [Body(Fact(*row), Asked(digest, last) if digest else None) for *row, digest, last in rows]


def _same_facts(name: str, old: bytes, new: bytes) -> bool:
    """Another version of zlib writes the same facts otherwise."""
    try:
        return name.startswith("facts/") and unpack_bodies(old) == unpack_bodies(new)
    except Invalid:
        return False


def _finished(old: int, new: int) -> Iterator[str]:
    """List the files that were begun at the old size and are full at the new one."""
    for name in tiles_between(old, new):
        if name.width == WIDTH and name.index == old >> 8 * ((name.level or 0) + 1):
            yield name.path
            if name.level is None:
                yield path_of(name)


def _checkpoint(note: bytes) -> Checkpoint:
    return parse_checkpoint(parse_note(note).text)
