"""A served ledger on a real PostgreSQL, with a follower and a token for every role."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import psycopg
import pytest
import structlog
from fastapi import FastAPI
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api import tokens
from api.http import create_app
from api.http.policy import Role
from api.http.serving import server
from ledger.log.postgres import PostgresLog
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger
from projections.follow import follow

CODES = RotatingCodes(b"0123456789abcdef" * 2)


class Served(NamedTuple):
    """A program that serves a ledger, and the secrets that open it."""

    app: FastAPI
    ledger: Ledger
    url: str
    address: tuple[str, int]
    secrets: Mapping[Role, str]
    # Opens everything, for specs about other things than who may.
    master: str

    def bearing(self, role: Role | None) -> dict[str, str]:
        """The header of a caller with this role."""
        return {} if role is None else {"Authorization": f"Bearer {self.secrets[role]}"}

    def client(self, role: Role | None) -> httpx.Client:
        """A caller with this role."""
        host, port = self.address
        return httpx.Client(base_url=f"http://{host}:{port}", headers=self.bearing(role), timeout=30)


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """Keep the log lines of thousands of requests out of the run's output."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@contextmanager
def serving(url: str) -> Iterator[Served]:
    """Serve a migrated database until the specs are done with it."""
    with psycopg.connect(url, autocommit=True) as owner:
        secrets = {role: tokens.create(owner, f"{role}-program", [role])[1] for role in Role}
        master = tokens.create(owner, "master-program", list(Role))[1]
    stop = threading.Event()
    following = threading.Thread(target=follow, args=(url,), kwargs={"stop": stop})
    following.start()
    ledger = Ledger(PostgresLog.open(url), codes=CODES)
    app = create_app(ledger, url)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        program = server(app, "127.0.0.1", 0)
        running = threading.Thread(target=program.run, kwargs={"sockets": [listening]})
        running.start()
        program_served = Served(app, ledger, url, listening.getsockname(), secrets, master)
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


@pytest.fixture(scope="session")
def served(postgres_url: str, migrated_template: str) -> Iterator[Served]:
    """One served ledger for all specs that only add to it, each under its own names."""
    name = f"spec_http_{uuid4().hex}"
    create = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(migrated_template))
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(create)
        # A database's own grants are no part of what is copied.
        admin.execute(sql.SQL("grant create, temporary on database {} to merit_follow").format(sql.Identifier(name)))
        try:
            with serving(make_conninfo(postgres_url, dbname=name)) as program:
                yield program
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def operator(served: Served) -> Iterator[httpx.Client]:
    with served.client(Role.OPERATOR) as client:
        yield client


@pytest.fixture(scope="session")
def employee(served: Served) -> Iterator[httpx.Client]:
    with served.client(Role.EMPLOYEE) as client:
        yield client


@pytest.fixture(scope="session")
def auditor(served: Served) -> Iterator[httpx.Client]:
    with served.client(Role.AUDITOR) as client:
        yield client


@pytest.fixture(scope="session")
def new(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Give names that no other spec uses."""
    numbers = count(1)
    return lambda kind: f"{kind}-{next(numbers)}-{uuid4().hex[:6]}"


@pytest.fixture
def reward(operator: httpx.Client, new: Callable[[str], str]) -> str:
    """A reward nobody has asked for yet."""
    name = new("R")
    shelved = {"reward": name, "title": "Mug", "kind": "goods", "price": 1, "stock": 1000}
    assert operator.post("/v1/rewards", json=shelved).status_code == 201
    return name


@pytest.fixture
def rich(operator: httpx.Client, new: Callable[[str], str]) -> str:
    """A person with points to spend: earned by completing a course that is worth some."""
    person, course = new("E"), new("C")
    listed = {"course": course, "title": "Rich", "credits": "100.00", "minutes": 60}
    assert operator.post("/v1/courses", json=listed).status_code == 201
    completed: dict[str, Any] = {"employee": person, "course": course, "completion": new("X"), "source": "spec"}
    done = operator.post("/v1/completions", json={**completed, "passed": True})
    assert done.status_code == 201, done.text
    return person
