"""The tree as files in a folder (C2SP tlog-tiles), whole after a kill or a power cut at any moment."""

import errno
import fcntl
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from projections.audit.durable import put, put_all, sync
from projections.audit.tlog.bundles import pack_entries, unpack_entries
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import EMPTY_ROOT, HASH_SIZE
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.tiles import WIDTH, Tile, TileName, tiles_between

CHECKPOINT = "checkpoint"
LOCK = ".lock"

NOTHING = Checkpoint("", 0, EMPTY_ROOT)


class TileStore:
    """Tiles, bundles and the newest checkpoint. Anybody may read; one sealer writes, in the order of these methods."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self) -> bytes | None:
        """Give the newest checkpoint as it was signed, None before the first."""
        try:
            return (self.folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None

    def checkpoint(self) -> Checkpoint:
        """Give the newest checkpoint without believing it."""
        note = self.note()
        return NOTHING if note is None else parse_checkpoint(parse_note(note).text)

    def read(self, name: TileName) -> bytes:
        """Give a tile or bundle; a partial one that is gone is cut from the full one that took its place."""
        try:
            return (self.folder / name.path).read_bytes()
        except FileNotFoundError:
            if name.width == WIDTH:
                raise Invalid(f"{name.path} is missing") from None
        content = self.read(replace(name, width=WIDTH))
        if name.level is None:
            return pack_entries(unpack_entries(content, WIDTH)[: name.width])
        return content[: name.width * HASH_SIZE]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that writes here; a process that dies lets go."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sync(self.folder.parent)
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BlockingIOError(errno.EAGAIN, "another sealer writes there", str(self.folder)) from None
            yield

    def write(self, tiles: Iterable[Tile]) -> None:
        """Put files down and wait until the disk has them. Until a checkpoint covers them, they may be replaced."""
        put_all(self.folder, {tile.name.path: tile.content for tile in tiles})

    def publish(self, note: bytes) -> None:
        """Let everybody see a checkpoint whose tiles were written. The log they see never shrinks."""
        old, new = self.checkpoint(), parse_checkpoint(parse_note(note).text)
        if new.size < old.size:
            raise Invalid(f"a checkpoint of {new.size} facts cannot follow one of {old.size}")
        put(self.folder / CHECKPOINT, note)
        sync(self.folder)
        for name in tiles_between(old.size, new.size):
            if name.width == WIDTH:  # its partial forms can be cut from it
                shutil.rmtree(self.folder / f"{name.path}.p", ignore_errors=True)
