"""A database made anew from the second copy (docs/copy.md), or brought on from an old backup; goes on after a kill."""

from collections.abc import Callable, Sequence
from pathlib import Path

from psycopg import Connection

from ledger.log.log import Fact
from ledger.log.migrate import migrate
from projections import bookmarks
from projections.audit import signed
from projections.audit.copying.bodies import Body
from projections.audit.copying.places import Place
from projections.audit.store import CHECKPOINT, TileStore
from projections.audit.tlog.proving import range_hash
from projections.audit.tlog.tile_hashes import TileHashes
from projections.backup import target
from projections.backup.aside import refuse_existing
from projections.backup.completing import Restored, Trust, Vouched, complete
from projections.backup.programs import Steps, Watch
from projections.backup.proving import check_seen, signed_checkpoint
from projections.backup.refusing import BackupRefused
from projections.backup.source import Source
from projections.backup.trees import checkpoint_of, copy_tree
from projections.backup.witnessed import Seen

EVENTS = f"copy ledger.events ({', '.join(Fact._fields)}) from stdin"
REQUESTS = "copy ledger.requests (actor, request, digest, first, last) from stdin"


def rebuild(place: Place, reach: Callable[[], str], tiles: Path, trust: Trust, step: Steps) -> Restored:
    """Write the facts of a copy where they stood; `reach` brings the database up."""
    note = place.get(CHECKPOINT)
    if note is None:
        raise BackupRefused("NO_COPY", "There is no copy there: it has no checkpoint.", "该处没有副本：缺少检查点。")
    sealed = signed_checkpoint(note, trust.policy)
    vouched = Vouched(sealed, trust.policy, trust.seen(sealed.origin))
    store = TileStore(tiles)
    source = Source(place, store, sealed.size)
    _refuse_other_tree(source, note)
    url = reach()
    with target.alone(url) as connection:
        _begin(connection, f"copy {sealed.origin}")
        migrate(url)
        if store.note() != note:
            copy_tree(source.tile, store, note, step)
        _load(connection, source, step("facts"))
        if (last := signed.last_note(connection)) is not None:
            # Of an old backup, or what was found to be lost from it.
            own = Seen("the database", signed_checkpoint(last, trust.policy), last)
            vouched = vouched._replace(seen=[*vouched.seen, own])
        if last is None or checkpoint_of(last).size < sealed.size:
            signed.add(connection, sealed, note)
        check_seen(connection, store, sealed, vouched.seen)  # another copy may have more
        return complete(connection, url, tiles, vouched, step)


def _refuse_other_tree(source: Source, note: bytes) -> None:
    """Go on with a folder that survived only where the copy grew out of it: it may know what the copy does not."""
    own = source.tree.note()
    if own in {None, note}:
        return
    there = checkpoint_of(own or b"")
    read = TileHashes(source.tile, source.size)
    if there.size > source.size or range_hash(read, 0, there.size) != there.root:
        refuse_existing(source.tree.folder)


def _begin(connection: Connection, source: str) -> None:
    """Go on with the same copy, or where an old backup ends; begin in an empty database."""
    begun = target.source_of(connection)
    if begun == source or (begun and target.is_behind(connection)):
        target.mark(connection, source)
    else:
        target.begin(connection, source)


def _load(connection: Connection, source: Source, watch: Watch) -> None:
    head = bookmarks.head(connection)
    for some in source.behind(head):
        with connection.transaction():
            connection.execute("set local role merit_owner")
            _append(connection, some)
        watch(some[-1].fact.position, source.size)


def _append(connection: Connection, bodies: Sequence[Body]) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(EVENTS) as rows:
            for body in bodies:
                rows.write_row(body.fact)
        with cursor.copy(REQUESTS) as rows:
            for fact, asked in bodies:
                if asked:
                    rows.write_row((fact.actor, fact.request, asked.digest, fact.position, asked.last))
