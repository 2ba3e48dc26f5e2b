"""A ledger to back up, and an empty database to put it back into."""

from pathlib import Path

import pytest
from backup.scene import Empty, Ledger


@pytest.fixture
def ledger(ledger_database: str, tmp_path: Path) -> Ledger:
    return Ledger(ledger_database, tmp_path)


@pytest.fixture
def empty(fresh_database: str, tmp_path: Path, ledger: Ledger) -> Empty:
    return Empty(fresh_database, tmp_path, ledger)
