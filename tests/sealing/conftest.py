"""A log to seal, a folder to seal it in, and a key."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sealing.audited import audit
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


@pytest.fixture
def facts(scene: Scene) -> Iterator[None]:
    """Appends of 3, 1 and 5 facts; in the end what is sealed is the log's."""
    scene.store.folder.mkdir()
    for count in (3, 1, 5):
        scene.append(count)
    yield
    audit(scene.log, scene.store.folder, scene.key.verifier)
