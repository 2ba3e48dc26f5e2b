"""The second copy as a source: its tree, and its facts, each of which must be the one that was signed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from projections.audit.copying.bodies import Body, check_bodies, path_of, unpack_bodies
from projections.audit.copying.places import Place
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.tiles import WIDTH, TileName, tile_width, unpack_hashes
from projections.backup.refusing import BackupRefused

AT_ONCE = 32  # files, fetched beside each other


class Source(NamedTuple):
    """A copy of so many facts, and the checked tree that they are held against."""

    place: Place
    tree: TileStore
    size: int

    def tile(self, name: TileName) -> bytes:
        """Give a tile or bundle as the copy has it."""
        return self._file(name.path)

    def body(self, position: int) -> Body:
        """Give one fact."""
        index, number = divmod(position - 1, WIDTH)
        name = self._bundle(index)
        return self._checked(name, self._file(path_of(name)))[number]

    def behind(self, head: int) -> Iterator[Sequence[Body]]:
        """Give the facts behind a position, some thousand at once; the next ones are fetched meanwhile."""
        bundles = [self._bundle(index) for index in range(head // WIDTH, -(-self.size // WIDTH))]
        groups = [bundles[start : start + AT_ONCE] for start in range(0, len(bundles), AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as fetching:
            ahead = self._fetch(fetching, groups[0] if groups else [])
            for group, following in zip(groups, [*groups[1:], []], strict=True):
                contents, ahead = ahead, self._fetch(fetching, following)
                bodies: list[Body] = []
                for name, content in zip(group, contents, strict=True):
                    bodies += self._checked(name, content)
                if newer := [body for body in bodies if body.fact.position > head]:
                    yield newer

    def _fetch(self, fetching: ThreadPoolExecutor, group: Sequence[TileName]) -> Iterator[bytes]:
        return fetching.map(lambda name: self._file(path_of(name)), group)

    def _bundle(self, index: int) -> TileName:
        return TileName(None, index, tile_width(0, index, self.size))

    def _checked(self, name: TileName, content: bytes) -> list[Body]:
        hashes = unpack_hashes(self.tree.read(TileName(0, name.index, name.width)), name.width)
        try:
            bodies = unpack_bodies(content)
            check_bodies(bodies, name.index * WIDTH + 1, hashes)
        except Invalid as no:
            raise BackupRefused(
                "COPY_CHANGED", f"{path_of(name)}: {no}.", f"{path_of(name)} 与签名不符：{no}。"
            ) from no
        return bodies

    def _file(self, path: str) -> bytes:
        content = self.place.get(path)
        if content is None:
            raise BackupRefused("COPY_INCOMPLETE", f"{path} is missing in the copy.", f"副本缺少 {path}。")
        return content
