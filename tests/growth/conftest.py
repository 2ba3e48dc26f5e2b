"""Views that follow a log, and those who show them."""

from collections.abc import Iterator

import psycopg
import pytest
from views.conftest import learn, log, reader

__all__ = ["application", "learn", "log", "reader"]


@pytest.fixture
def application(ledger_database: str) -> Iterator[psycopg.Connection]:
    """Connect as whoever shows the views, who may know names."""
    options = "-c role=merit_app -c timezone=UTC -c jit=off"
    with psycopg.connect(ledger_database, autocommit=True, options=options) as connection:
        yield connection
