"""A ledger without facts, its views not made yet."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import ledger.log

MIGRATIONS = Path(ledger.log.__file__).with_name("migrations")


@pytest.fixture
def ledger_url(fresh_database: str) -> str:
    for file in sorted(MIGRATIONS.glob("*.sql")):
        # One connection a file: each is one transaction with its own `set local role`.
        with psycopg.connect(fresh_database) as connection:
            connection.execute(file.read_bytes())
    return fresh_database


@pytest.fixture
def log(ledger_url: str) -> Iterator[psycopg.Connection]:
    """Connect to the log as whoever appends facts."""
    with psycopg.connect(ledger_url, autocommit=True) as connection:
        yield connection
