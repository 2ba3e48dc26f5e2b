"""The core goes into a verifier of one file, so it stands alone."""

import ast
import sys
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "projections" / "audit" / "tlog"


@pytest.mark.parametrize("file", sorted(CORE.glob("*.py")), ids=lambda file: file.name)
def test_only_the_standard_library_and_cryptography(file: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module or "")
    allowed = {*sys.stdlib_module_names, "cryptography"}
    strangers = {name for name in imported if name.split(".")[0] not in allowed}
    assert {name for name in strangers if not name.startswith("projections.audit.tlog.")} == set()
    # Pure: neither a disk, nor a network, nor a clock.
    assert imported.isdisjoint(
        {"os", "io", "pathlib", "time", "socket", "random", "secrets", "tempfile", "urllib.request"}
    )
