"""A file on disk, opened with bounds: unpacked when gzip, and knowing how far it has been read."""

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from api.imports.reasons import FILE_EMPTY, FILE_TOO_LARGE, GZIP_BROKEN, NO_FILE, UNPACKS_TOO_LARGE

MIB = 1024 * 1024
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is taken before it is called an attack or a mistake."""

    file: int = 1024 * MIB
    unpacked: int = 1024 * MIB
    ratio: int = 200
    # Small files of like rows pack well and harm nobody: the ratio speaks only beyond this.
    ratio_from: int = 32 * MIB
    workbook_file: int = 64 * MIB
    workbook: int = 256 * MIB
    workbook_entries: int = 1_000


LIMITS = Limits()


class Source:
    """One file, read once from front to back."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.limits = limits
        try:
            self.size = path.stat().st_size
            self._file: IO[bytes] = path.open("rb")
        except (OSError, ValueError) as error:
            raise NO_FILE.unreadable() from error
        with self.closed_on_error():
            self._start()

    @contextmanager
    def closed_on_error(self) -> Iterator[None]:
        """Let go of the file when what follows fails."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        if self.size > self.limits.file:
            raise FILE_TOO_LARGE.unreadable()
        self._on_disk = self._file
        packed = self._file.read(2) == b"\x1f\x8b"
        self._file.seek(0)
        self._bytes = cast("IO[bytes]", gzip.GzipFile(fileobj=self._file)) if packed else self._file
        self._packed = packed
        self._unpacked = 0
        self.head = self._read(CHUNK)
        if not self.head:
            raise FILE_EMPTY.unreadable()

    def _read(self, size: int) -> bytes:
        try:
            chunk = self._bytes.read(size)
        except (EOFError, OSError, zlib.error) as error:
            raise GZIP_BROKEN.unreadable() from error
        self._unpacked += len(chunk)
        if self._unpacked > self.limits.unpacked or self._swells():
            raise UNPACKS_TOO_LARGE.unreadable()
        return chunk

    def _swells(self) -> bool:
        if not self._packed or self._unpacked < self.limits.ratio_from:
            return False
        return self._unpacked > self.limits.ratio * self._on_disk.tell()

    def chunks(self) -> Iterator[bytes]:
        """Hand out the whole content, the head first."""
        chunk = self.head
        while chunk:
            yield chunk
            chunk = self._read(CHUNK)

    def position(self) -> int:
        """Tell how many of the file's bytes have been read."""
        return self.size if self._file.closed else self._file.tell()

    def is_workbook(self) -> bool:
        """Tell whether the content is a zip archive, as every XLSX is."""
        return self.head.startswith(b"PK\x03\x04")

    def seekable(self) -> IO[bytes]:
        """Give the content as a file that can be read out of order, unpacked aside when needed."""
        if not self._packed:
            if self.size > self.limits.workbook_file:
                raise FILE_TOO_LARGE.unreadable()
            self._file.seek(0)
            return self._file
        aside = tempfile.TemporaryFile()  # noqa: SIM115  (it takes the place of the file, and is closed with it)
        packed, self._file = self._file, aside
        with closing(packed):
            for chunk in self.chunks():
                aside.write(chunk)
                if aside.tell() > self.limits.workbook_file:
                    raise UNPACKS_TOO_LARGE.unreadable()
        self._packed = False
        return aside

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
