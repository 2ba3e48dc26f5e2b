"""A published log as files below one folder (C2SP tlog-tiles)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from projections.audit.tlog.bundles import ENTRY_MAX, LENGTH, unpack_entries
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import HASH_SIZE
from projections.audit.tlog.note import NOTE_MAX, Signers
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.tiles import WIDTH, TileName, pack_hashes, unpack_hashes
from projections.audit.verifier.answers import unchecked, wrong

TILE_MAX = WIDTH * HASH_SIZE
BUNDLE_MAX = WIDTH * (ENTRY_MAX + LENGTH)


class Folder:
    """The files of one log."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def checkpoint(self, policy: Policy) -> tuple[Checkpoint, Signers]:
        """Open what the log committed to last."""
        return open_signed(self._path / "checkpoint", policy)

    def tile(self, name: TileName) -> bytes:
        """Read a tile's hashes."""
        stored = self._stored(name)
        path = self._path / stored.path
        with reading(path):
            return pack_hashes(unpack_hashes(read_file(path, TILE_MAX), stored.width)[: name.width])

    def entries(self, name: TileName) -> list[bytes]:
        """Read a bundle's leaves."""
        stored = self._stored(name)
        path = self._path / stored.path
        with reading(path):
            return unpack_entries(read_file(path, BUNDLE_MAX), stored.width)[: name.width]

    def _stored(self, name: TileName) -> TileName:
        """A log that has grown since may keep the wider tile only, which begins the same."""
        if name.width == WIDTH or (self._path / name.path).exists():
            return name
        full = TileName(name.level, name.index)
        if (self._path / full.path).exists():
            return full
        partials = self._path / f"{full.path}.p"
        widths = (width for width in range(name.width, WIDTH) if (partials / str(width)).exists())
        return TileName(name.level, name.index, next(widths, name.width))


def open_signed(path: Path, policy: Policy) -> tuple[Checkpoint, Signers]:
    """Open a checkpoint's file."""
    with reading(path):
        return policy.open(read_file(path, NOTE_MAX))


def read_file(path: Path, limit: int) -> bytes:
    """Read a file of at most so many bytes; a pipe or a device is none."""
    try:
        if not path.is_file():
            raise unchecked("missing", file=str(path))
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as no:
        raise unchecked("unreadable", file=str(path), why=str(no)) from None
    if len(content) > limit:
        raise wrong("file", file=str(path), why=f"this is longer than {limit} bytes")
    return content


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever is invalid in here is so in that file."""
    try:
        yield
    except Invalid as no:
        raise wrong("file", file=str(path), why=str(no)) from None
