"""Where the tests of the readers put their files and find real ones."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "data"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write bytes or text to a file of the test's own."""

    def put(content: bytes | str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else content.encode(encoding)
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return put


@pytest.fixture
def real() -> Callable[[str], Path]:
    """Find a real file, or skip the test that needs it."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real learning records are not on this machine: {path} is absent")
        return path

    return find
