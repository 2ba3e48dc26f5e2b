"""A fact that no tree could hold never gets into the log."""

from contextlib import closing
from datetime import UTC, datetime
from random import Random
from string import ascii_letters
from typing import Any

import psycopg
import pytest
from sealing.scene import Scene
from signing import WRITER

from ledger.log.log import Batch, Entry, Request
from ledger.log.postgres import PostgresLog
from projections.audit.tlog.bundles import ENTRY_MAX

MAY = datetime(2026, 5, 1, tzinfo=UTC)
# Six bytes of a leaf each: the worst that a text can hold.
WORST = "\x01"


def record(url: str, entry: dict[str, Any], request: dict[str, Any]) -> None:
    facts: dict[str, Any] = {"type": "Listed", "version": 1, "data": "{}", "tags": (), "effective_at": MAY, "owner": 1}
    with closing(PostgresLog.open(url, writer=WRITER)) as log:
        log.record(
            Batch(0, (), [Entry(**facts | entry)], [Request(**{"actor": "a", "key": "k", "digest": None} | request)])
        )


@pytest.mark.parametrize("field", ["actor", "key", "on_behalf_of", "reason", "causation", "policy_version"])
def test_an_envelope_that_is_too_long(scene: Scene, field: str) -> None:
    with pytest.raises(psycopg.DataError, match="2500 bytes"):
        record(scene.url, {}, {field: "x" * 5501})
    assert scene.head() == 0


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "T" * 2501},
        {"tags": tuple(f"{n}:{'x' * 300}" for n in range(10))},
        {"tags": tuple(f"{n:03}" for n in range(650))},
        {"effective_at": datetime(9999, 6, 1, tzinfo=UTC)},
        {"effective_at": datetime(1, 6, 1, tzinfo=UTC)},
    ],
    ids=["type", "long tags", "many tags", "late", "early"],
)
def test_a_fact_that_is_too_much(scene: Scene, entry: dict[str, Any]) -> None:
    with pytest.raises(psycopg.DataError, match="2500 bytes"):
        record(scene.url, entry, {})
    assert scene.head() == 0


def test_the_worst_that_gets_in_can_be_sealed(scene: Scene) -> None:
    tags = (WORST * (2500 - len("Listed")),)
    record(scene.url, {"tags": tags, "data": "x" * 1_000_000}, {"reason": WORST * (5500 - 2), "key": "k"})
    sealer = scene.seal()
    assert sealer.size == 1
    (entry,) = scene.store.folder.glob("tile/entries/000.p/1")
    assert 48_000 < entry.stat().st_size <= ENTRY_MAX


def test_the_longest_tag_that_gets_in_finds_room_in_an_index(scene: Scene) -> None:
    # Of random letters, which cannot be compressed.
    letters = "".join(Random(1).choices(ascii_letters, k=2500 - len("Listed")))
    record(scene.url, {"tags": (letters,)}, {})
    assert scene.seal().size == 1


def test_a_fact_at_fault_is_refused_alone(scene: Scene) -> None:
    """The class of the error is that of text that PostgreSQL cannot hold, which the writer isolates."""
    with pytest.raises(psycopg.errors.StringDataRightTruncation):
        record(scene.url, {}, {"reason": "x" * 9000})
