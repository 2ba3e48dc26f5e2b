"""The right edge of a growing tree: all that appending needs to remember."""

from collections.abc import Iterable

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import SIZE_MAX, fold, join, peaks
from projections.audit.tlog.tiles import HEIGHT, WIDTH, ReadTile, Tile, TileName, pack_hashes, unpack_hashes


class Frontier:
    """The hashes of the last tile of each level, which is never full: at most 255 a level, however many leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._rows: list[list[bytes]] = []

    @classmethod
    def restore(cls, size: int, read: ReadTile) -> "Frontier":
        """Go on from stored tiles. They are not trusted: compare `root()` with one that was signed."""
        if not 0 <= size <= SIZE_MAX:
            raise Invalid("no tree has that many leaves")
        frontier = cls()
        frontier.size = size
        for level in range((size.bit_length() + HEIGHT - 1) // HEIGHT):
            index, width = divmod(size >> HEIGHT * level, WIDTH)
            row = unpack_hashes(read(TileName(level, index, width)), width) if width else []
            frontier._rows.append(row)
        return frontier

    def extend(self, leaf_hashes: Iterable[bytes]) -> list[Tile]:
        """Append leaves; return the tiles they filled, lower levels first."""
        hashes = list(leaf_hashes)
        start, level, filled = self.size, 0, []
        if start + len(hashes) > SIZE_MAX:
            raise Invalid("no tree has that many leaves")
        self.size += len(hashes)
        while hashes:
            if level == len(self._rows):
                self._rows.append([])
            row = self._rows[level] + hashes
            whole = len(row) - len(row) % WIDTH
            tiles = [row[at : at + WIDTH] for at in range(0, whole, WIDTH)]
            first = start >> HEIGHT * (level + 1)
            filled += [Tile(TileName(level, first + n), pack_hashes(tile)) for n, tile in enumerate(tiles)]
            self._rows[level] = row[whole:]
            hashes = [fold(tile) for tile in tiles]
            level += 1
        return filled

    def partials(self) -> list[Tile]:
        """Give the tiles at the edge, which a checkpoint of this size needs beside the full ones."""
        return [
            Tile(TileName(level, self.size >> HEIGHT * (level + 1), len(row)), pack_hashes(row))
            for level, row in enumerate(self._rows)
            if row
        ]

    def root(self) -> bytes:
        """Give the root of the tree as it is now."""
        return join([peak for row in reversed(self._rows) for peak in peaks(row)])
