"""The tree as immutable files of 256 hashes (C2SP tlog-tiles).

The tile (level, index) holds the roots of 256 neighbouring subtrees of 256^level leaves. The last tile of a level may
be partial; its name then says its width: `tile/0/x001/067.p/12`. A bundle of entries is named like their hashes' tile.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import HASH_SIZE, SIZE_MAX

HEIGHT = 8
WIDTH = 1 << HEIGHT
LEVEL_MAX = 63

_PATH = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/){0,6}\d{3})(?:\.p/(\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TileName:
    """Which tile, and how much of it there is; level None is the bundle of entries."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The tile's address below the log's, which is also its file's."""
        level = "entries" if self.level is None else self.level
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03}")
            rest //= 1000
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


class Tile(NamedTuple):
    """A tile's name and its hashes, as they are stored."""

    name: TileName
    content: bytes


ReadTile = Callable[[TileName], bytes]


def parse_path(path: str) -> TileName:
    """Read a tile's address; only the one way to write it is taken."""
    if not (found := _PATH.fullmatch(path)):
        raise Invalid("no tile has such a path")
    level, index, width = found.groups()
    number = int(index.replace("/", "").replace("x", ""))
    name = TileName(None if level == "entries" else int(level), number, int(width or WIDTH))
    if (name.level or 0) > LEVEL_MAX or not 0 < name.width <= WIDTH or name.path != path:
        raise Invalid("a tile's path can be written in one way only")
    if name.index << HEIGHT * ((name.level or 0) + 1) > SIZE_MAX:
        raise Invalid("no tree reaches that tile")
    return name


def tile_width(level: int, index: int, size: int) -> int:
    """Give how many hashes a tile has in a tree of `size` leaves."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


def tiles_between(old: int, new: int) -> Iterator[TileName]:
    """List the tiles and bundles that a tree of `new` leaves has and one of `old` has not."""
    for level in (None, *range((new.bit_length() + HEIGHT - 1) // HEIGHT)):
        before, after = (size >> HEIGHT * (level or 0) for size in (old, new))
        if after > before:
            for index in range(before // WIDTH, (after + WIDTH - 1) // WIDTH):
                yield TileName(level, index, min(WIDTH, after - index * WIDTH))


def pack_hashes(hashes: list[bytes]) -> bytes:
    """Write a tile's content."""
    return b"".join(hashes)


def unpack_hashes(content: bytes, width: int) -> list[bytes]:
    """Read a tile's content, which must be as wide as its name says."""
    if len(content) != width * HASH_SIZE:
        raise Invalid("a tile's length is not that of its hashes")
    return [content[start : start + HASH_SIZE] for start in range(0, len(content), HASH_SIZE)]
