"""One server for all specs that kill servers, and a database of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.house import House
from faults.servers import Killable, new_database, own_server

from ledger.log.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def killable_server() -> Iterator[EmbeddedPostgres]:
    with own_server() as server:
        yield server


@pytest.fixture
def killable(killable_server: EmbeddedPostgres) -> Killable:
    return new_database(killable_server)


@pytest.fixture
def house(killable: Killable, tmp_path: Path) -> Iterator[House]:
    house = House(killable, tmp_path)
    with house.open():
        yield house
