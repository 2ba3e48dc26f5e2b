"""A company whose log is sealed by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from completeness import scene
from completeness.closing import close
from completeness.scene import Company


@pytest.fixture
def company(ledger_database: str, tmp_path: Path) -> Iterator[scene.Company]:
    yield from scene.company(ledger_database, tmp_path)


@pytest.fixture
def sealed(company: Company) -> Company:
    company.record(seed=8, count=900, people=9)
    close(company)
    company.seal()
    return company
