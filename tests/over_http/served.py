"""A program that serves a ledger over HTTP, with its follower, and callers of every role."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import psycopg
from fastapi import FastAPI
from signing import WRITER

from api import tokens
from api.http import create_app
from api.http.policy import Role
from api.http.serving import server
from ledger.log.postgres import PostgresLog
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger
from projections.follow import follow
from projections.handover.addresses import Rules

HERE = Rules(plain=True, private=True)
CODES = RotatingCodes(b"0123456789abcdef" * 2)


class Served(NamedTuple):
    """A program that serves a ledger, and the secrets that open it."""

    app: FastAPI
    ledger: Ledger
    url: str
    address: tuple[str, int]
    secrets: Mapping[Role, str]
    tiles: Path
    # Opens everything, for specs about other things than who may.
    master: str

    def bearing(self, role: Role | None) -> dict[str, str]:
        """The header of a caller with this role."""
        return {} if role is None else {"Authorization": f"Bearer {self.secrets[role]}"}

    def client(self, role: Role | None) -> httpx.Client:
        """A caller with this role."""
        return self.carrying(self.bearing(role))

    def carrying(self, headers: Mapping[str, str]) -> httpx.Client:
        """A caller with these headers; without TLS there is no need to read every authority's certificate."""
        host, port = self.address
        return httpx.Client(base_url=f"http://{host}:{port}", headers=headers, timeout=30, verify=False)  # noqa: S501 - there is no TLS here


@contextmanager
def serving(url: str, tiles: Path) -> Iterator[Served]:
    """Serve a migrated database until the specs are done with it; nobody seals it."""
    with psycopg.connect(url, autocommit=True) as owner:
        secrets = {role: tokens.create(owner, f"{role}-program", [role])[1] for role in Role}
        master = tokens.create(owner, "master-program", list(Role))[1]
    stop = threading.Event()
    following = threading.Thread(target=follow, args=(url,), kwargs={"stop": stop})
    following.start()
    ledger = Ledger(PostgresLog.open(url, writer=WRITER), codes=CODES)
    app = create_app(ledger, url, tiles=tiles, evidence=tiles.parent / "evidence", webhook_rules=HERE)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        program = server(app, "127.0.0.1", 0)
        running = threading.Thread(target=program.run, kwargs={"sockets": [listening]})
        running.start()
        program_served = Served(app, ledger, url, listening.getsockname(), secrets, tiles, master)
        try:
            with program_served.client(None) as anyone:
                give_up_at = time.monotonic() + 30
                while anyone.get("/ready").status_code != 200:
                    assert time.monotonic() < give_up_at, anyone.get("/ready").text
                    time.sleep(0.02)
            yield program_served
        finally:
            program.should_exit = True
            stop.set()
            running.join()
            following.join()
            ledger.close()
