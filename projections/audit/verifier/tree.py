"""The whole log, leaf by leaf up to the signed root."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tiles import WIDTH, Tile, TileName, tile_width, unpack_hashes
from projections.audit.verifier.answers import wrong
from projections.audit.verifier.folder import Folder

Progress = Callable[[int, int], None]


class Leaves(NamedTuple):
    """A bundle's worth of neighbouring leaves; the first is at position `start` + 1."""

    start: int
    entries: list[bytes]


def leaves(folder: Folder, checkpoint: Checkpoint, since: Checkpoint | None, progress: Progress) -> Iterator[Leaves]:
    """Read every leaf. Only after the last one is it known that they are the log's, or `Stopped` was raised."""
    edge = Frontier()
    for start in range(0, checkpoint.size, WIDTH):
        index = start // WIDTH
        entries = folder.entries(TileName(None, index, tile_width(0, index, checkpoint.size)))
        check_positions(start, entries)
        for tile in _extend(edge, [leaf_hash(entry) for entry in entries], since):
            _check_tile(folder, tile)
        yield Leaves(start, entries)
        progress(start + len(entries), checkpoint.size)
    for tile in edge.partials():
        _check_tile(folder, tile)
    if edge.root() != checkpoint.root:
        raise wrong("root", size=checkpoint.size)


def _extend(edge: Frontier, hashes: list[bytes], since: Checkpoint | None) -> list[Tile]:
    """Append, looking at the root on the way when the tree is as large as the older one."""
    ahead = since.size - edge.size if since else 0
    if since is None or not 0 < ahead <= len(hashes):
        return edge.extend(hashes)
    filled = edge.extend(hashes[:ahead])
    if edge.root() != since.root:
        raise wrong("rewritten", size=since.size)
    return filled + edge.extend(hashes[ahead:])


def check_positions(start: int, entries: list[bytes]) -> None:
    """Each leaf says where it stands. Inside a JSON text a quote has a backslash, so nothing else looks like this."""
    for position, entry in enumerate(entries, start + 1):
        if b',"position":%d,' % position not in entry:
            raise wrong("misplaced", position=position)


def _check_tile(folder: Folder, tile: Tile) -> None:
    stored = folder.tile(tile.name)
    if stored == tile.content:
        return
    if tile.name.level == 0:
        pairs = zip(unpack_hashes(stored, tile.name.width), unpack_hashes(tile.content, tile.name.width), strict=True)
        differing = next(number for number, (one, other) in enumerate(pairs, 1) if one != other)
        raise wrong("leaf", position=tile.name.index * WIDTH + differing, file=tile.name.path)
    raise wrong("tile", file=tile.name.path)
