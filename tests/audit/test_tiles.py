"""Tiles and bundles: their names, their content, and what is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projections.audit.tlog.bundles import ENTRY_MAX, pack_entries, unpack_entries
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tiles import TileName, parse_path, tile_width, tiles_between, unpack_hashes

from .grown import Grown

LEVELS = st.none() | st.integers(0, 5)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (TileName(0, 0), "tile/0/000"),
        (TileName(0, 1067), "tile/0/x001/067"),
        (TileName(3, 1234067), "tile/3/x001/x234/067"),
        (TileName(0, 67, 12), "tile/0/067.p/12"),
        (TileName(None, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_a_name_is_a_path(name: TileName, path: str) -> None:
    assert name.path == path
    assert parse_path(path) == name


@given(LEVELS, st.integers(0, 2**14), st.integers(1, 256))
def test_every_name_can_be_read_back(level: int | None, index: int, width: int) -> None:
    name = TileName(level, index, width)
    assert parse_path(name.path) == name


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/067",
        "tile/0/x001/x067",
        "tile/0/X001/067",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/012",
        "tile/0/000.p/1.p/1",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/../000",
        "tile/7/001",
        "tile/63/001",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/entries/x999/x999/x999/x999/x999/x999/999",
        "tile/0/" + "x001/" * 9999 + "000",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(Invalid):
        parse_path(path)


def test_the_specification_s_tree_of_70000() -> None:
    names = list(tiles_between(0, 70_000))
    level_0 = [name for name in names if name.level == 0]
    assert [name.width for name in level_0] == [256] * 273 + [112]
    assert [name.width for name in names if name.level == 1] == [256, 17]
    assert [name.width for name in names if name.level == 2] == [1]
    assert [(name.index, name.width) for name in names if name.level is None] == [(n.index, n.width) for n in level_0]
    assert tile_width(0, 273, 70_000) == 112
    assert tile_width(1, 2, 70_000) == 0


def test_a_tree_of_256_has_a_full_tile_and_one_above() -> None:
    assert [name.path for name in tiles_between(255, 256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(tiles_between(256, 256)) == list(tiles_between(0, 0)) == []


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_what_is_written_is_what_is_named(batches: list[int]) -> None:
    frontier, size = Frontier(), 0
    for batch in batches:
        written = [tile.name for tile in [*frontier.extend([bytes(32)] * batch), *frontier.partials()]]
        named = [name for name in tiles_between(size, size + batch) if name.level is not None]
        assert set(named) <= set(written)
        assert set(written) <= set(tiles_between(0, size + batch))
        size += batch


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
@example([bytes(ENTRY_MAX)])
@example([b""] * 256)
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    content = pack_entries(entries)
    assert unpack_entries(content, len(entries)) == entries
    for spoiled, width in (
        (content, len(entries) + 1),
        (content, len(entries) - 1),
        (content[:-1], len(entries)),
        (content + b"\0", len(entries)),
        (content + b"\0\0", len(entries)),
    ):
        with pytest.raises(Invalid):
            unpack_entries(spoiled, width)


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(ENTRY_MAX + 1)]])
def test_what_no_bundle_holds(entries: list[bytes]) -> None:
    with pytest.raises(Invalid):
        pack_entries(entries)


def test_a_tile_of_another_length_is_refused() -> None:
    for length in (0, 31, 33, 64):
        with pytest.raises(Invalid):
            unpack_hashes(bytes(length), 1)
    with pytest.raises(Invalid):
        Frontier.restore(300, lambda _: bytes(32))
    with pytest.raises(Invalid):
        TileHashes(lambda _: b"", 5)(0, 1)


def test_nodes_beyond_the_tree_are_refused() -> None:
    hashes = Grown(300).hashes
    for height, index in ((0, 300), (1, 150), (8, 1), (9, 0), (60, 0), (63, 5), (0, 2**62)):
        with pytest.raises(Invalid):
            hashes(height, index)


@pytest.mark.parametrize("size", [-1, 2**63])
def test_no_tree_has_more_leaves_than_can_be_counted(size: int) -> None:
    with pytest.raises(Invalid):
        Frontier.restore(size, lambda name: bytes(32 * name.width))
    largest = Frontier.restore(2**63 - 1, lambda name: bytes(32 * name.width))
    with pytest.raises(Invalid):
        largest.extend([bytes(32)])
