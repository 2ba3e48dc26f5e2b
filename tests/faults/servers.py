"""A PostgreSQL of our own that may be killed, because nobody else's facts are in it."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ledger.log.embedded import EmbeddedPostgres
from ledger.log.migrate import migrate

RECOVERED_WITHIN_SECONDS = 15.0


class Killable(NamedTuple):
    """A server, and a migrated database in it that no other spec uses."""

    server: EmbeddedPostgres
    url: str


@contextmanager
def own_server() -> Iterator[EmbeddedPostgres]:
    """Start a server, and stop it however the spec ends."""
    with tempfile.TemporaryDirectory(prefix="merit-") as home, server_in(Path(home)) as server:
        yield server


@contextmanager
def server_in(home: Path) -> Iterator[EmbeddedPostgres]:
    """Start a server in a folder, and stop it however the spec ends."""
    server = EmbeddedPostgres(home)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def new_database(server: EmbeddedPostgres) -> Killable:
    """Make and migrate one more database."""
    name = f"ledger_{uuid4().hex}"
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = make_conninfo(server.url, dbname=name)
    migrate(url)
    return Killable(server, url)


def kill_server(server: EmbeddedPostgres) -> None:
    """Kill -9 the server and all its processes at one moment."""
    for pid in freeze_server(server):
        os.kill(pid, signal.SIGKILL)


def freeze_server(server: EmbeddedPostgres) -> list[int]:
    """Stop the server and all its processes where they stand, and name them."""
    postmaster = int((server.home / "data" / "postmaster.pid").read_text().split()[0])
    # Stopped first, so that it starts no process that would be missed.
    os.kill(postmaster, signal.SIGSTOP)
    frozen = [*_children(postmaster), postmaster]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    return frozen


def recover(server: EmbeddedPostgres) -> float:
    """Start it again and say how long that took."""
    begun = monotonic()
    server.start()
    return monotonic() - begun


def _children(parent: int) -> list[int]:
    return [
        int(pid) for task in Path(f"/proc/{parent}/task").iterdir() for pid in (task / "children").read_text().split()
    ]
