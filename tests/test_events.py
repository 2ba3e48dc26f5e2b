"""The shape of every fact ever stored, held fast by golden files: old bytes are read for ever."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ledger.events import REGISTRY, Event
from ledger.events.upcasts import UPCASTS
from ledger.log.log import Fact
from ledger.log.stored import carried, decode, encode
from ledger.vocabulary import Credits, Id

GOLDEN = Path(__file__).parent / "golden" / "events"
FILES = sorted(GOLDEN.glob("*.json"))


def stored(type_name: str, version: int, data: str, effective_at: str, tags: list[str]) -> Fact:
    moment = datetime.fromisoformat(effective_at)
    return Fact(1, type_name, version, data, tags, moment, moment, "hr", None, "r-1", None, None, None)


def golden(path: Path) -> tuple[dict[str, Any], Fact]:
    """A golden file, and the fact as the log would give it."""
    kept = json.loads(path.read_text())
    return kept, stored(kept["type"], kept["version"], kept["data"], kept["effective_at"], kept["tags"])


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_fact_has_a_golden_file_for_each_version_of_its_shape(name: str) -> None:
    for version in range(1, REGISTRY[name].schema_version + 1):
        path = GOLDEN / f"{name}.v{version}.json"
        assert path.exists(), f"{path.name} is missing: store an example as it is written today"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shape_ever_stored_is_read_as_a_fact_of_today(path: Path) -> None:
    kept, fact = golden(path)
    event = decode(fact)
    assert type(event) is REGISTRY[kept["type"]]
    assert path.stem == f"{kept['type']}.v{kept['version']}"
    assert event.effective_at.isoformat() == kept["effective_at"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shape_that_changed_has_a_new_version(path: Path) -> None:
    kept, fact = golden(path)
    if kept["version"] < REGISTRY[kept["type"]].schema_version:
        return
    entry = encode(decode(fact), 1)
    assert entry.data == kept["data"], "the stored bytes changed: raise schema_version, add an upcast and a golden file"
    assert (entry.type, entry.version, list(entry.tags)) == (kept["type"], kept["version"], kept["tags"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_fills_in_every_field(path: Path) -> None:
    """An empty field would hold nothing fast."""
    kept, fact = golden(path)
    if kept["version"] == REGISTRY[kept["type"]].schema_version:
        assert set(json.loads(kept["data"])) == set(type(decode(fact)).model_fields) - {"effective_at"}
        assert None not in json.loads(kept["data"]).values()


@pytest.fixture
def revised() -> Iterator[type[Event]]:
    """A fact that has had three shapes: `worth`, then `credits` in tenths, then `credits` with a course."""

    class CoursePraised(Event):
        """Course FIRE-1 was praised with 2.00 credits."""

        schema_version: ClassVar[int] = 3
        course: Id
        credits: Credits

    UPCASTS["CoursePraised", 1] = lambda shape: {"credits": shape["worth"]}
    UPCASTS["CoursePraised", 2] = lambda shape: {**shape, "course": "UNKNOWN"}
    try:
        yield CoursePraised
    finally:
        del REGISTRY["CoursePraised"], UPCASTS["CoursePraised", 1], UPCASTS["CoursePraised", 2]


def test_an_old_shape_is_carried_forward_step_by_step(revised: type[Event]) -> None:
    at = "2026-03-02T04:00:00+00:00"
    today = revised.model_validate(
        {"course": "UNKNOWN", "credits": "2.00", "effective_at": datetime(2026, 3, 2, 4, tzinfo=UTC)}
    )
    for version, shape in (
        (1, {"worth": "2"}),
        (2, {"credits": "2.00"}),
        (3, {"course": "UNKNOWN", "credits": "2.00"}),
    ):
        assert decode(stored("CoursePraised", version, json.dumps(shape), at, [])) == today


def test_a_missing_step_is_said_at_once(revised: type[Event]) -> None:
    del UPCASTS[revised.__name__, 2]
    try:
        with pytest.raises(KeyError, match="CoursePraised"):
            decode(stored("CoursePraised", 1, '{"worth": "2"}', "2026-03-02T04:00:00+00:00", []))
    finally:
        UPCASTS[revised.__name__, 2] = lambda shape: shape


def test_every_upcast_starts_from_a_version_that_was_once_stored() -> None:
    for name, version in UPCASTS:
        assert 1 <= version < REGISTRY[name].schema_version


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_fact_knows_whether_its_bytes_are_older_than_its_shape(path: Path) -> None:
    """What was carried forward has no digest to promise: its stored bytes are others."""
    kept, fact = golden(path)
    event = decode(fact)
    assert carried(event) == (kept["version"] < type(event).schema_version)
    assert (encode(event, 1).data == kept["data"]) == (not carried(event))
