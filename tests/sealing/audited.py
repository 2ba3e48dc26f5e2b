"""A folder of tiles, checked from scratch: every file against leaves that are made from the database again."""

from pathlib import Path

from psycopg import Connection

from projections.audit import signed
from projections.audit.store import TileStore
from projections.audit.tlog.bundles import pack_entries
from projections.audit.tlog.checkpoint import open_checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tiles import WIDTH, TileName, parse_path, tile_width, tiles_between


def audit(connection: Connection, folder: Path, key: VerifierKey) -> int:
    """Give the size of a log whose folder and database hold what was signed, or fail."""
    store = TileStore(folder)
    note = store.note()
    if note is None:
        return 0
    checkpoint, _ = open_checkpoint(note, key)
    entries = [encode(leaf_of(*fact)) for fact in signed.facts(connection, 0, checkpoint.size)]
    assert len(entries) == checkpoint.size
    for name, content in _tree(entries, checkpoint.size).items():
        assert store.read(name) == content, name.path
    _assert_no_lie(store, folder, entries, checkpoint.size)
    _assert_one_log(connection, entries)
    return checkpoint.size


def _tree(entries: list[bytes], size: int) -> dict[TileName, bytes]:
    grown = Frontier()
    tiles = [*grown.extend(map(leaf_hash, entries)), *grown.partials()]
    bundles = {
        name: pack_entries(entries[name.index * WIDTH :][: name.width])
        for name in tiles_between(0, size)
        if name.level is None
    }
    files = {tile.name: tile.content for tile in tiles} | bundles
    assert set(files) == set(tiles_between(0, size))
    return files


def _assert_no_lie(store: TileStore, folder: Path, entries: list[bytes], size: int) -> None:
    """Whatever file of an older edge is still there says the same as the tree."""
    for path in folder.glob("tile/**/*"):
        if path.is_file() and path.suffix != ".new":
            name = parse_path(str(path.relative_to(folder)))
            if tile_width(name.level or 0, name.index, size) >= name.width:
                whole = TileName(name.level, name.index, tile_width(name.level or 0, name.index, size))
                if name.level is None:
                    assert path.read_bytes() == pack_entries(entries[name.index * WIDTH :][: name.width]), path
                else:
                    assert store.read(whole).startswith(path.read_bytes()), path


def _assert_one_log(connection: Connection, entries: list[bytes]) -> None:
    """Every root that was ever signed is one of this log's."""
    grown = Frontier()
    for size, root in connection.execute("select size, root from ledger.checkpoints order by number").fetchall():
        if size <= len(entries):
            grown.extend(map(leaf_hash, entries[grown.size : size]))
            assert grown.root() == root, f"the checkpoint of {size} is of another log"
