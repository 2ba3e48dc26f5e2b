"""A log to verify."""

from pathlib import Path

import pytest

from .audited import Audited, audited
from .published import Published, facts, publish


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Publish four bundles, the last of them partial. Whoever spoils a file of it publishes a log of their own."""
    return publish(tmp_path_factory.mktemp("log"), facts(1000))


@pytest.fixture
def small(tmp_path: Path) -> Published:
    """Publish a log that may be spoiled."""
    return publish(tmp_path / "small", facts(600))


@pytest.fixture
def books(ledger_database: str, tmp_path: Path) -> Audited:
    """Record a ledger and publish it."""
    return audited(ledger_database, tmp_path / "log")
