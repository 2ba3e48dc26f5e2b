"""A company whose log is sealed by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.program import merit
from completeness import scene
from completeness.scene import Company


@pytest.fixture
def company(ledger_database: str, tmp_path: Path) -> Iterator[scene.Company]:
    yield from scene.company(ledger_database, tmp_path)


@pytest.fixture
def sealed(company: Company) -> Company:
    company.record(seed=8, count=900, people=9)
    ran = merit("period", "seal", "2025", url=company.url)
    assert ran.returncode == 0, ran.stderr
    company.seal()
    return company
