"""The core goes into the auditors' verifier of one file, so both stand alone."""

import ast
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[2] / "projections" / "audit"
CORE = sorted((AUDIT / "tlog").glob("*.py"))
FIGURES = sorted((AUDIT / "figures").glob("*.py"))
VERIFIER = sorted((AUDIT / "verifier").glob("*.py"))
# The database is looked into with what the auditor has installed; `test_one_file` shows that the rest does without.
BEYOND = {"rows.py": {"psycopg"}, "indexes.py": {"psycopg"}}


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module or "")
    return names


def strangers(file: Path, *ours: str) -> set[str]:
    known = {*sys.stdlib_module_names, "cryptography"}
    return {name for name in imported(file) if name.split(".")[0] not in known and not name.startswith(ours)}


@pytest.mark.parametrize("file", [*CORE, *FIGURES], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_core_needs_the_standard_library_and_cryptography(file: Path) -> None:
    ours = ("projections.audit.tlog.", *["projections.audit.figures."] * (file in FIGURES))
    assert strangers(file, *ours) == set()
    # Pure: neither a disk, nor a network, nor a clock.
    assert imported(file).isdisjoint(
        {"os", "io", "pathlib", "time", "socket", "random", "secrets", "tempfile", "urllib.request"}
    )


@pytest.mark.parametrize("file", VERIFIER, ids=lambda file: file.name)
def test_the_verifier_needs_no_more_and_no_network(file: Path) -> None:
    ours = ("projections.audit.tlog.", "projections.audit.figures.", "projections.audit.verifier.")
    assert strangers(file, *ours) == BEYOND.get(file.name, set())
    assert imported(file).isdisjoint({"socket", "ssl", "http.client", "urllib.request", "subprocess", "asyncio"})
