"""A sealer as a process, and what auditors find in its folder."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
from faults.web import START, Program
from sealing.audited import audit

from projections import bookmarks
from projections.audit import signing_key
from projections.audit.store import TileStore
from projections.audit.tlog.bundles import unpack_entries
from projections.audit.tlog.tiles import WIDTH, TileName

SEALED_WITHIN_SECONDS = 60
UNFLUSHED = (sys.executable, "-c", "import os; os.fsync = lambda _: None; from api.cli import main; main()")
TLOG_TILES = Path(sys.executable).with_name("tlog-tiles")


class Sealing(Program):
    """A `merit seal` with a key and a folder of its own."""

    def __init__(self, url: str, folder: Path, tiles: Path, start: Sequence[str] = START) -> None:
        self.url, self.store = url, TileStore(tiles)
        key = folder / "seal-key"
        self.key = signing_key.create(key, "example.com/merit").verifier
        settings = {"LEDGER_TILES": str(tiles), "LEDGER_SEAL_KEY": str(key)}
        super().__init__(url, folder / "sealer.log", "seal", start=start, **settings)

    def size(self) -> int:
        """How many facts are sealed, as everybody sees it."""
        return self.store.checkpoint().size

    def said(self) -> str:
        """Give all that it said."""
        return self._output.read_text()

    def catch_up(self) -> int:
        """Wait until it has sealed what is recorded now."""
        with psycopg.connect(self.url) as connection:
            head = bookmarks.head(connection)
        until(lambda: self.size() >= head, SEALED_WITHIN_SECONDS, self.said)
        return head

    def audited(self) -> int:
        """Derive every file anew from the facts, and have somebody else's program read some leaves."""
        with psycopg.connect(self.url) as connection:
            size = audit(connection, self.store.folder, self.key)
        for index in random.Random(size).sample(range(size), min(size, 3)):
            command = (str(TLOG_TILES), "get-leaf", "-c", str(self.store.folder), str(index))
            assert subprocess.run(command, capture_output=True, check=True).stdout == self._entry(index, size)
        return size

    def _entry(self, index: int, size: int) -> bytes:
        bundle, row = divmod(index, WIDTH)
        width = min(WIDTH, size - bundle * WIDTH)
        return unpack_entries(self.store.read(TileName(None, bundle, width)), width)[row]


def until(true: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> float:
    """Wait for it, but not for ever; say how long it took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, why()[-2000:]
        time.sleep(0.02)
    return time.monotonic() - begun
