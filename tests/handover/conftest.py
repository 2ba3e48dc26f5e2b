"""A ledger with something to say, a system that listens, and a subscription between them."""

from collections.abc import Iterator

import pytest
from handover.receiving import Receiver, receiving
from handover.scene import Scene


@pytest.fixture
def scene(ledger_database: str) -> Iterator[Scene]:
    with Scene.of(ledger_database) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, int]]:
    with receiving() as listening:
        yield listening
