"""A small log to prove things about: its leaves, and its tiles as they would lie on a disk."""

from functools import cached_property

from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tiles import TileName


class Grown:
    """A log of `size` leaves, appended in batches; from `lies` on they are others."""

    def __init__(self, size: int, batch: int = 1000, lies: int | None = None) -> None:
        honest = size if lies is None else lies
        self.entries = [f"{'fact' if number < honest else 'lie'} {number}".encode() for number in range(size)]
        self.frontier = Frontier()
        self.files: dict[str, bytes] = {}
        for start in range(0, size, batch):
            tiles = self.frontier.extend(map(leaf_hash, self.entries[start : start + batch]))
            self.files |= {tile.name.path: tile.content for tile in [*tiles, *self.frontier.partials()]}

    def read(self, name: TileName) -> bytes:
        return self.files[name.path]

    @cached_property
    def hashes(self) -> TileHashes:
        return TileHashes(self.read, self.frontier.size)
