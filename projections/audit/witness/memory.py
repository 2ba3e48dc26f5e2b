"""What a witness remembers: one row a log, on the disk before anybody hears of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.merkle import EMPTY_ROOT

BUSY_SECONDS = 5

_SCHEMA = """
create table cosigned (
  origin text primary key,
  size   integer not null,
  root   blob not null,
  time   integer not null,  -- of the cosignature, in seconds since 1970
  note   blob not null      -- as it was signed and cosigned
) strict, without rowid
"""
_REPLACE = "insert or replace into cosigned (origin, size, root, time, note) values (?, ?, ?, ?, ?)"


class Remembered(NamedTuple):
    """The checkpoint of a log that was cosigned last."""

    checkpoint: Checkpoint
    time: int
    note: bytes


class Memory:
    """A file of SQLite. It must be there: a witness that lost its memory would cosign anything."""

    def __init__(self, file: Path) -> None:
        self._address = f"{file.absolute().as_uri()}?mode=rw"
        with self._connection() as connection:
            connection.execute("select count(*) from cosigned").fetchone()

    @classmethod
    def create(cls, file: Path) -> None:
        """Make a memory of nothing, once."""
        file.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(_SCHEMA)

    @contextmanager
    def turn(self) -> Iterator["Turn"]:
        """Look and remember in one step, on the disk when the block ends; whoever else comes waits."""
        with self._connection() as connection:
            connection.execute("begin immediate")
            yield Turn(connection)
            connection.execute("commit")

    def note(self, origin: str) -> bytes | None:
        """Give a log's last cosigned checkpoint, signatures and all."""
        with self._connection() as connection:
            row = connection.execute("select note from cosigned where origin = ?", (origin,)).fetchone()
        return row[0] if row else None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._address, BUSY_SECONDS, isolation_level=None, uri=True)) as connection:
            # Through a power cut too: the journal's removal is what commits, so its folder is flushed as well.
            connection.execute("pragma synchronous = extra")
            yield connection


class Turn:
    """One look at the memory, and what is to be remembered instead."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def recall(self, origin: str) -> Remembered:
        """Give what was cosigned last; for a new log that is the empty tree."""
        row = self._connection.execute(
            "select size, root, time, note from cosigned where origin = ?", (origin,)
        ).fetchone()
        size, root, time, note = row or (0, EMPTY_ROOT, 0, b"")
        return Remembered(Checkpoint(origin, size, root), time, note)

    def remember(self, newest: Remembered) -> None:
        """Replace what was cosigned last."""
        origin, size, root, _ = newest.checkpoint
        self._connection.execute(_REPLACE, (origin, size, root, newest.time, newest.note))
