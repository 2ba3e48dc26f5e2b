"""Any node of a tree, out of its tiles."""

from functools import lru_cache

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import fold
from projections.audit.tlog.tiles import HEIGHT, WIDTH, ReadTile, TileName, tile_width, unpack_hashes

TILES_KEPT = 64  # half a megabyte


class TileHashes:
    """A hash reader (`proving.ReadHash`) on the tiles of a tree of `size` leaves."""

    def __init__(self, read: ReadTile, size: int) -> None:
        self._read, self._size = read, size
        self._tile = lru_cache(TILES_KEPT)(self._load)

    def __call__(self, height: int, index: int) -> bytes:
        """Give the root of the index-th subtree of 2^height leaves."""
        level, above = divmod(height, HEIGHT)
        tile, start = divmod(index << above, WIDTH)
        hashes = self._tile(level, tile)[start : start + (1 << above)]
        if len(hashes) != 1 << above:
            raise Invalid("that node is beyond the tree")
        return fold(hashes)

    def _load(self, level: int, index: int) -> list[bytes]:
        width = tile_width(level, index, self._size)
        return unpack_hashes(self._read(TileName(level, index, width)), width) if width else []
