"""One server for all specs that kill servers, and a database of its own for each."""

from collections.abc import Iterator

import pytest
from faults.servers import Killable, new_database, own_server

from ledger.log.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def killable_server() -> Iterator[EmbeddedPostgres]:
    with own_server() as server:
        yield server


@pytest.fixture
def killable(killable_server: EmbeddedPostgres) -> Killable:
    return new_database(killable_server)
