"""A log to seal, a folder to seal it in, and a key."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sealing.scene import KEY, Scene

from projections.audit import signed
from projections.audit.store import TileStore


@pytest.fixture
def scene(ledger_database: str, tmp_path: Path) -> Iterator[Scene]:
    with (
        psycopg.connect(ledger_database, autocommit=True) as log,
        signed.connected(ledger_database) as connection,
    ):
        yield Scene(ledger_database, log, connection, TileStore(tmp_path / "tiles"), KEY)
