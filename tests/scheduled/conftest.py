"""Ledgers with lots that have come due."""

from collections.abc import Iterator

import pytest
from scheduled.scene import Office
from views.conftest import log, reader

__all__ = ["log", "reader"]


@pytest.fixture
def office(ledger_database: str) -> Iterator[Office]:
    with Office.open(ledger_database) as opened:
        yield opened


@pytest.fixture
def other_office(second_ledger_database: str) -> Iterator[Office]:
    with Office.open(second_ledger_database) as opened:
        yield opened
