"""A real PostgreSQL for every spec that asks for one."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ledger.log.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give one server to the whole run: ours, or the one that LEDGER_TEST_DATABASE_URL names."""
    if elsewhere := os.environ.get("LEDGER_TEST_DATABASE_URL"):
        yield elsewhere
        return
    # Not tmp_path_factory: it would keep the clusters of the last three runs.
    with tempfile.TemporaryDirectory(prefix="merit-") as home:
        server = EmbeddedPostgres(Path(home))
        try:
            server.start()
            yield server.url
        finally:
            server.stop()


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[str]:
    """Yield the conninfo of an empty database that is gone after the spec, whoever is still connected."""
    name = f"spec_{os.getpid()}_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_conninfo(postgres_url, dbname=name)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
