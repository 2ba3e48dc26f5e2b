"""A served ledger on a real PostgreSQL, shared by the specs that only add to it."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import structlog
from over_http.served import Served, serving
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.http.policy import Role


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """Keep the log lines of thousands of requests out of the run's output."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def served(postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One served ledger for all specs that only add to it, each under its own names."""
    name = f"spec_http_{uuid4().hex}"
    create = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(migrated_template))
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(create)
        # A database's own grants are no part of what is copied.
        admin.execute(sql.SQL("grant create, temporary on database {} to merit_follow").format(sql.Identifier(name)))
        try:
            with serving(make_conninfo(postgres_url, dbname=name), tmp_path_factory.mktemp("tiles")) as program:
                yield program
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def master(served: Served) -> Iterator[httpx.Client]:
    with served.carrying({"Authorization": f"Bearer {served.master}"}) as client:
        yield client


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
def new() -> Callable[[str], str]:
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
