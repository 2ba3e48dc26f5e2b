"""Where the public test vectors are."""

from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Path:
    """Give the folder of vectors, or skip the test that needs it."""
    if not VECTORS.is_dir():
        pytest.skip(f"public test vectors are not on this machine: {VECTORS} is absent")
    return VECTORS
