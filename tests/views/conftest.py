"""A ledger without facts, its views not made yet, and those who work with it."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from views.appending import append
from views.following import follow_to_the_head

from ledger import events as e
from projections.connecting import connected


@pytest.fixture
def log(ledger_database: str) -> Iterator[psycopg.Connection]:
    """Connect to the log as whoever appends facts."""
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def reader(ledger_database: str) -> Iterator[psycopg.Connection]:
    """Connect as the read side does."""
    with connected(ledger_database) as connection:
        yield connection


@pytest.fixture
def learn(log: psycopg.Connection, reader: psycopg.Connection) -> Callable[..., None]:
    """Append facts and let the views follow."""

    def learn(*facts: e.Event) -> None:
        append(log, [*facts])
        follow_to_the_head(reader)

    return learn
