"""The copier: what was signed, and the facts under it, are put where they cannot be lost with us."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from psycopg import Connection

from ledger.log.log import Fact
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
    return _checkpoint(place.get(CHECKPOINT))


class Copier:
    """Takes a copy from one checkpoint to the next. It remembers nothing: the copy says how far it is."""

    def __init__(self, connection: Connection, store: TileStore, place: Place) -> None:
        self._connection = connection
        self._store = store
        self._place = place

    def copy(self, watch: Watch | None = None) -> int:
        """Bring the copy to the published checkpoint, unless that would cover something up; give its size."""
        try:
            note, last = self._store.note(), self._place.get(CHECKPOINT)
            held, new = _checkpoint(last), _checkpoint(note)
            if held.size:
                self._check_grown(held, new)
            if note is not None and note != last:
                self._add_between(held.size, new.size, watch)
                self._place.replace(CHECKPOINT, note)
                for name in _finished(held.size, new.size):
                    self._place.remove(f"{name}.p")
        except Invalid as no:
            raise SealingRefused(
                f"The log and its copy do not agree: {no}. Keep the copy as it is, and find out what was changed.",
                f"日志与副本不一致：{no}。请保留副本原样，并查明何处被改动。",
            ) from no
        return new.size

    def _check_grown(self, held: Checkpoint, new: Checkpoint) -> None:
        """A copy goes on only with the log that it is a copy of."""
        if new.size < held.size:
            raise Invalid(f"the log has {new.size} facts, of {held.size} that were copied")
        proof = consistency_proof(TileHashes(self._store.read, new.size), held.size, new.size)
        verify_consistency(held.size, new.size, held.root, new.root, proof)

    def _add_between(self, held: int, new: int, watch: Watch | None) -> None:
        names, copied = tiles_between(held, new), held
        while some := list(islice(names, AT_ONCE)):
            self._add({name.path: self._store.read(name) for name in some})
            if bundles := [name for name in some if name.level is None]:
                self._add(self._facts(bundles))
                copied = _end(bundles[-1])
            if watch:
                watch(copied, new)

    def _facts(self, bundles: Sequence[TileName]) -> dict[str, bytes]:
        """Make the files of the facts, each of which must be the one that was signed."""
        first = bundles[0].index * WIDTH
        bodies = _bodies(self._connection, first, _end(bundles[-1]))
        files = {}
        for bundle in bundles:
            start = bundle.index * WIDTH
            some = bodies[start - first : start - first + bundle.width]
            hashes = self._store.read(TileName(0, bundle.index, bundle.width))
            check_bodies(some, start + 1, unpack_hashes(hashes, bundle.width))
            files[path_of(bundle)] = pack_bodies(some)
        return files

    def _add(self, files: dict[str, bytes]) -> None:
        for name, old in self._place.add(files).items():
            if old != files[name] and not _same_facts(name, old, files[name]):
                raise Invalid(f"{name} is in the copy already and is another file")


def _end(bundle: TileName) -> int:
    return bundle.index * WIDTH + bundle.width


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


def _checkpoint(note: bytes | None) -> Checkpoint:
    return NOTHING if note is None else parse_checkpoint(parse_note(note).text)
