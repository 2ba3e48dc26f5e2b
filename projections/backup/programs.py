"""PostgreSQL's own programs for rows in one file: what they write and read goes through us, so they end with us."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.log.server_programs import folder_of_programs
from projections.backup.refusing import BackupRefused

BLOCK = 1 << 20
NAME = "merit restore"  # of the server's process that takes the rows
SCHEMAS = ("ledger", "office")
# What follows from the facts is made anew, and can so be no other: tags, and how far the views are.
DERIVED = ("ledger.event_tags", "office.bookmarks")

Watch = Callable[[int, int | None], None]  # so far, and of how much, where that is known
Steps = Callable[[str], Watch]  # a step by its name, and how far it is


def dump(url: str, snapshot: str, file: Path, watch: Watch) -> None:
    """Write the rows of every table, as one moment saw them."""
    words = [f"--schema={name}" for name in SCHEMAS] + [f"--exclude-table-data={name}" for name in DERIVED]
    what = ["--format=custom", "--data-only", "--role=merit_owner", f"--snapshot={snapshot}", *words]
    with _running("pg_dump", what, url, stdout=subprocess.PIPE) as process, file.open("xb") as out:
        _pour(_pipe(process.stdout), out, lambda done: watch(done, None))
        out.flush()
        os.fsync(out.fileno())


def load(url: str, file: Path, watch: Watch) -> None:
    """Put the rows into empty tables, all or none."""
    what = ["--data-only", "--single-transaction", "--role=merit_owner", "--exit-on-error"]
    size = file.stat().st_size
    with _running("pg_restore", what, url, stdin=subprocess.PIPE) as process, file.open("rb") as source:
        try:
            with _pipe(process.stdin) as end:
                _pour(source, end, lambda done: watch(done, size))
        except BrokenPipeError:
            pass  # it has ended, and says why


@contextmanager
def _running(
    program: str, words: Sequence[str], url: str, *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program beside the block. Its password does not stand on its command line, which every user sees."""
    address = conninfo_to_dict(url)
    password = address.pop("password", None)
    environment = {**os.environ, "LC_ALL": "C", "PGAPPNAME": NAME} | ({"PGPASSWORD": str(password)} if password else {})
    command = [str(folder_of_programs() / program), *words, f"--dbname={make_conninfo('', **address)}"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=said) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            why = said.read(BLOCK).decode(errors="replace").strip()[-1500:]
            raise BackupRefused("PROGRAM_FAILED", f"{program} said: {why}", f"{program} 报错：{why}")


def _pour(source: IO[bytes], target: IO[bytes], watch: Callable[[int], None]) -> None:
    done = 0
    while block := source.read(BLOCK):
        target.write(block)
        done += len(block)
        watch(done)


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise AssertionError("a pipe was asked for")
    return end
