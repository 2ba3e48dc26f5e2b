"""A folder of tiles: whole files only, a log that never shrinks, one writer."""

import os
from pathlib import Path

import pytest
from sealing.scene import KEY

from projections.audit.store import NOTHING, TileStore
from projections.audit.tlog.bundles import pack_entries
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.tiles import WIDTH, Tile, TileName

ENTRIES = [b"fact %d" % number for number in range(WIDTH)]
FULL = Tile(TileName(0, 0), bytes(range(256)) * 32)
BUNDLE = Tile(TileName(None, 0), pack_entries(ENTRIES))


@pytest.fixture
def store(tmp_path: Path) -> TileStore:
    return TileStore(tmp_path / "tiles")


def note(size: int) -> bytes:
    text = Checkpoint("example.com/merit", size, bytes(32)).text
    return bytes(Note(text, (sign(text, KEY),)))


def written(store: TileStore, *tiles: Tile) -> None:
    with store.alone():
        store.write(tiles)


def test_an_empty_folder_has_nothing(store: TileStore) -> None:
    assert store.note() is None
    assert store.checkpoint() == NOTHING
    with pytest.raises(Invalid, match="tile/0/000 is missing"):
        store.read(FULL.name)


def test_files_lie_as_tlog_tiles_has_it(store: TileStore) -> None:
    written(store, FULL, BUNDLE, Tile(TileName(2, 1_234_067, 5), b"5"))
    files = {str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if path.is_file()}
    assert files == {".lock", "tile/0/000", "tile/entries/000", "tile/2/x001/x234/067.p/5"}
    assert store.read(FULL.name) == FULL.content


def test_a_partial_tile_is_read_from_the_full_one_that_took_its_place(store: TileStore) -> None:
    with pytest.raises(Invalid, match="missing"):
        store.read(TileName(0, 0, 3))
    written(store, FULL, BUNDLE)
    assert store.read(TileName(0, 0, 3)) == FULL.content[: 3 * 32]
    assert store.read(TileName(None, 0, 3)) == pack_entries(ENTRIES[:3])


def test_partial_tiles_go_when_the_full_one_is_published_and_not_before(store: TileStore) -> None:
    partial = store.folder / "tile/0/000.p/3"
    written(store, Tile(TileName(0, 0, 3), FULL.content[:96]))
    store.publish(note(3))
    written(store, FULL)
    assert partial.exists()
    store.publish(note(256))
    assert not partial.parent.exists()
    assert store.read(TileName(0, 0, 3)) == FULL.content[:96]


def test_the_log_never_shrinks(store: TileStore) -> None:
    written(store)
    store.publish(note(300))
    with pytest.raises(Invalid):
        store.publish(note(299))
    assert store.checkpoint().size == 300


def test_half_a_file_is_never_seen(store: TileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file has its name only when the disk has its content, and so has the name."""
    steps: list[str] = []
    move = Path.replace

    def replace(self: Path, to: Path) -> Path:
        steps.append("rename")
        return move(self, to)

    monkeypatch.setattr(os, "fsync", lambda _: steps.append("fsync"))
    monkeypatch.setattr(Path, "replace", replace)
    written(store)
    steps.clear()
    store.publish(note(1))
    assert steps == ["fsync", "rename", "fsync"]
    steps.clear()
    written(store, FULL)
    parent, *rest = steps
    assert parent == "fsync"
    assert rest == ["fsync", "rename", *["fsync"] * 3]  # the folders tiles, tile and 0


def test_one_process_writes(store: TileStore) -> None:
    with (
        store.alone(),
        pytest.raises(BlockingIOError, match="another sealer writes there"),
        TileStore(store.folder).alone(),
    ):
        pass
    with store.alone():
        pass
