"""A database made anew from the second copy (docs/copy.md), or brought on from an old backup; goes on after a kill."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from psycopg import Connection

from ledger.log.log import Fact
from ledger.log.migrate import migrate
from projections import bookmarks
from projections.audit import signed
from projections.audit.copying.bodies import Body, check_bodies, path_of, unpack_bodies
from projections.audit.copying.places import Place
from projections.audit.store import CHECKPOINT, TileStore
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.proving import range_hash
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tiles import WIDTH, TileName, tile_width, unpack_hashes
from projections.backup import target
from projections.backup.aside import refuse_existing
from projections.backup.completing import Restored, Trust, Vouched, complete
from projections.backup.programs import Steps, Watch
from projections.backup.proving import check_seen, signed_checkpoint
from projections.backup.refusing import BackupRefused
from projections.backup.trees import checkpoint_of, copy_tree
from projections.backup.witnessed import Seen

BUNDLES = 32  # files a transaction, fetched beside each other
COLUMNS = ", ".join(Fact._fields)
EVENTS = f"copy ledger.events ({COLUMNS}) from stdin"
ANSWER = """insert into ledger.requests (actor, request, digest, first, last) values (%s, %s, %s, %s, %s)
    on conflict do nothing"""
BEGINNING = """select 1 + coalesce((select position from ledger.events
    where position < l.position and (actor, request) <> (l.actor, l.request) order by position desc limit 1), 0)
    from ledger.events l where l.position = %s"""
REQUESTS = "copy ledger.requests (actor, request, digest, first, last) from stdin"


def rebuild(place: Place, reach: Callable[[], str], tiles: Path, trust: Trust, step: Steps) -> Restored:
    """Write the facts of a copy where they stood; `reach` brings the database up."""
    note = place.get(CHECKPOINT)
    if note is None:
        raise BackupRefused("NO_COPY", "There is no copy there: it has no checkpoint.", "该处没有副本：缺少检查点。")
    sealed = signed_checkpoint(note, trust.policy)
    vouched = Vouched(sealed, trust.policy, trust.seen(sealed.origin))
    store = TileStore(tiles)
    _refuse_other_tree(place, sealed, store)
    url = reach()
    with target.alone(url) as connection:
        _begin(connection, f"copy {sealed.origin}")
        migrate(url)
        if store.note() != note:
            copy_tree(lambda name: _fetched(place, name.path), store, note, step)
        _load(connection, place, store, sealed, step("facts"))
        if (last := signed.last_note(connection)) is not None:
            # Of an old backup, or what was found to be lost from it.
            own = Seen("the database", signed_checkpoint(last, trust.policy), last)
            vouched = vouched._replace(seen=[*vouched.seen, own])
        if last is None or checkpoint_of(last).size < sealed.size:
            signed.add(connection, sealed, note)
        check_seen(connection, store, sealed, vouched.seen)  # another copy may have more
        _answer(connection, place, store, sealed.size, sealed.size, cut=True)
        return complete(connection, url, tiles, vouched, step)


def _begin(connection: Connection, source: str) -> None:
    """Go on with the same copy, or where an old backup ends; begin in an empty database."""
    begun = target.source_of(connection)
    if begun == source or (begun and target.is_behind(connection)):
        target.mark(connection, source)
    else:
        target.begin(connection, source)


def _load(connection: Connection, place: Place, store: TileStore, sealed: Checkpoint, watch: Watch) -> None:
    head = bookmarks.head(connection)
    _answer(connection, place, store, head, sealed.size, cut=False)  # which an older copy may have cut
    with ThreadPoolExecutor(BUNDLES) as fetching:
        for some in _bodies(fetching, place, store, sealed.size, head):
            with connection.transaction():
                connection.execute("set local role merit_owner")
                _append(connection, some, sealed.size)
            watch(some[-1].fact.position, sealed.size)


def _bodies(
    fetching: ThreadPoolExecutor, place: Place, store: TileStore, size: int, head: int
) -> Iterator[Sequence[Body]]:
    """Read the facts behind the head, each of which must be the one that was signed; the next ones meanwhile."""
    bundles = [TileName(None, index, tile_width(0, index, size)) for index in range(head // WIDTH, -(-size // WIDTH))]
    groups = [bundles[start : start + BUNDLES] for start in range(0, len(bundles), BUNDLES)]

    def fetch(group: Sequence[TileName]) -> Iterator[bytes]:
        return fetching.map(lambda name: _fetched(place, path_of(name)), group)

    ahead = fetch(groups[0]) if groups else iter(())
    for group, following in zip(groups, [*groups[1:], []], strict=True):
        contents, ahead = ahead, fetch(following)
        bodies: list[Body] = []
        for name, content in zip(group, contents, strict=True):
            bodies += _checked(name, content, store)
        if newer := [body for body in bodies if body.fact.position > head]:
            yield newer


def _checked(name: TileName, content: bytes, store: TileStore) -> list[Body]:
    hashes = unpack_hashes(store.read(TileName(0, name.index, name.width)), name.width)
    try:
        bodies = unpack_bodies(content)
        check_bodies(bodies, name.index * WIDTH + 1, hashes)
    except Invalid as no:
        raise BackupRefused("COPY_CHANGED", f"{path_of(name)}: {no}.", f"{path_of(name)} 与签名不符：{no}。") from no
    return bodies


def _append(connection: Connection, bodies: Sequence[Body], size: int) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(EVENTS) as rows:
            for body in bodies:
                rows.write_row(body.fact)
        with cursor.copy(REQUESTS) as rows:
            for fact, asked in bodies:
                if asked and asked.last <= size:
                    rows.write_row((fact.actor, fact.request, asked.digest, fact.position, asked.last))


def _answer(  # noqa: PLR0913 - what it is about, and of what
    connection: Connection, place: Place, store: TileStore, position: int, size: int, *, cut: bool
) -> None:
    """Answer the request of the fact at a position; if its end is in no copy, with the facts that are there."""
    row = connection.execute(BEGINNING, [position]).fetchone()
    if row is None:
        return
    index, place_in_it = divmod(row[0] - 1, WIDTH)
    name = TileName(None, index, tile_width(0, index, size))
    fact, asked = _checked(name, _fetched(place, path_of(name)), store)[place_in_it]
    if asked and (cut or asked.last <= size):
        values = [fact.actor, fact.request, asked.digest, fact.position, min(asked.last, size)]
        connection.execute(ANSWER, values)


def _fetched(place: Place, path: str) -> bytes:
    content = place.get(path)
    if content is None:
        raise BackupRefused("COPY_INCOMPLETE", f"{path} is missing in the copy.", f"副本缺少 {path}。")
    return content


def _refuse_other_tree(place: Place, sealed: Checkpoint, store: TileStore) -> None:
    """Go on with a folder that survived only where the copy grew out of it: it may know what the copy does not."""
    own = store.note()
    if own is None or own == place.get(CHECKPOINT):
        return
    size = checkpoint_of(own).size
    read = TileHashes(lambda name: _fetched(place, name.path), sealed.size)
    if size > sealed.size or range_hash(read, 0, size) != checkpoint_of(own).root:
        refuse_existing(store.folder)
