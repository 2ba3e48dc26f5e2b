"""The bytes that stand for a fact: every column, in one way only."""

import inspect
import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.log import Fact
from projections.audit.tlog import leaf as leaf_module
from projections.audit.tlog.bundles import ENTRY_MAX
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf, encode, leaf_of
from projections.audit.tlog.leaf_reading import decode

AT = datetime(2026, 11, 20, 0, 58, tzinfo=UTC)
FACT = Fact(
    4709, "CheckedIn", 1, "test", ["session:S-1", "employee:E-1"], AT, AT + timedelta(seconds=1, microseconds=250_000),
    "api", None, "r-17", None, None, None,
)  # fmt: skip
FULL = FACT._replace(on_behalf_of="Lin", reason='说"是"\n', causation="c", policy_version="p-1")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
MAYBE = st.none() | TEXTS
FACTS = st.builds(
    Fact, st.integers(1, 2**53 - 1), TEXTS, st.integers(-(2**15), 2**15 - 1), TEXTS, st.lists(TEXTS, max_size=4),
    MOMENTS, MOMENTS, TEXTS, MAYBE, TEXTS, MAYBE, MAYBE, MAYBE, st.none(), st.none(),
)  # fmt: skip


# A writer and a signature stand together or not at all.
ALONE = Fact._fields[:-2]


def entry(fact: Fact) -> bytes:
    return encode(leaf_of(*fact))


def signed_by(writer: str, signature: bytes, fact: Fact = FACT) -> Fact:
    return fact._replace(writer=writer, signature=signature)


def other(column: str, value: Any, fact: Fact = FACT) -> bytes:
    return entry(fact._replace(**{column: value}))


def test_the_example_of_the_docstring() -> None:
    lines = (leaf_module.__doc__ or "").split("\n\n")[2].split("\n")
    assert entry(FACT).decode() == "".join(line.strip() for line in lines)


def test_every_column_is_there() -> None:
    columns = list(inspect.signature(leaf_of).parameters)
    assert columns == ["kind" if name == "type" else name for name in Fact._fields]
    assert set(Leaf._fields) == {*Fact._fields, "data_sha256", "leaf"} - {"data"}
    assert list(Leaf._fields) == sorted(Leaf._fields)


OTHER: dict[str, Any] = {
    "position": 4710, "type": "CheckedOut", "version": 2, "data": "test ", "tags": ["employee:E-1", "session:S-1"],
    "effective_at": AT + timedelta(microseconds=1), "recorded_at": AT, "actor": "api2", "on_behalf_of": "",
    "request": "r-18", "reason": "", "causation": "", "policy_version": "",
}  # fmt: skip


@pytest.mark.parametrize("column", ALONE)
def test_every_column_is_bound(column: str) -> None:
    seen = {entry(FACT), other(column, OTHER[column]), entry(FULL), other(column, OTHER[column], FULL)}
    assert len(seen) == 4


def test_a_value_does_not_pass_from_one_column_to_another() -> None:
    named = ["actor", "on_behalf_of", "request", "reason", "causation", "policy_version", "type"]
    seen = {other(name, "x") for name in named}
    seen |= {
        entry(FACT._replace(tags=tags)) for tags in ([], [""], ["", ""], ["a", "b"], ["a,b"], ['a","b'], ["a\x1fb"])
    }
    assert len(seen) == len(named) + 7


def test_a_writer_and_its_signature_are_bound() -> None:
    signed = entry(signed_by("api-1", b"\1" * 64))
    assert decode(signed).writer == "api-1"
    assert len({entry(FACT), signed, entry(signed_by("api-2", b"\1" * 64)), entry(signed_by("api-1", b"\2" * 64))}) == 4


@given(FACTS)
def test_a_leaf_is_canonical_json_and_gives_itself_back(fact: Fact) -> None:
    content = entry(fact)
    members = json.loads(content)
    assert json.dumps(members, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() == content
    assert members["data_sha256"] == sha256(fact.data.encode()).hexdigest()
    assert decode(content) == leaf_of(*fact)


def test_a_moment_is_the_same_in_every_zone() -> None:
    for hours in (-11, 8, 14):
        zone = timezone(timedelta(hours=hours))
        elsewhere = FACT._replace(effective_at=AT.astimezone(zone), recorded_at=FACT.recorded_at.astimezone(zone))
        assert entry(elsewhere) == entry(FACT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"{", b"{ "),
        (b"}", b"}\n"),
        (b"}", b""),
        (b"}", b"},"),
        (b"{", b"[{"),
        (b'"actor":"api",', b""),
        (b'"actor":"api"', b'"actor":null'),
        (b'"actor":"api"', b'"actor":7'),
        (b'"actor":"api"', b'"actor":"api","actor":"api"'),
        (b'"actor":"api"', b'"actor":"\\u0061pi"'),
        (b'"actor":"api"', b'"actor":"\\ud800"'),
        (b'"actor":"api"', b'"actor":"\xff"'),
        (b'"actor":"api"', b'"actor":"api","beyond":1'),
        (b'"actor":"api"', b'"actor":"api","causation":null'),
        (b'"actor":"api"', b'"actor":"api","causation":3'),
        (b"9f86", b"9F86"),
        (b"9f86", b"9f8"),
        (b'"leaf":1', b'"leaf":2'),
        (b'"leaf":1', b'"leaf":true'),
        (b'"leaf":1', b'"leaf":1.0'),
        (b'"position":4709', b'"position":0'),
        (b'"position":4709', b'"position":-1'),
        (b'"position":4709', b'"position":04709'),
        (b'"position":4709', b'"position":4.709e3'),
        (b'"position":4709', b'"position":"4709"'),
        (b'"position":4709', b'"position":9007199254740992'),
        (b'"position":4709', b'"position":' + b"9" * 5000),
        (b'"position":4709', b'"position":NaN'),
        (b'"position":4709', b'"position":Infinity'),
        (b'"position":4709,', b""),
        (b'"version":1', b'"version":32768'),
        (b'"version":1', b'"version":false'),
        (b'"version":1', b'"version":1,"writer":"api-1"'),
        (b'"tags":', b'"signature":"AAAA","tags":'),
        (b'"tags":', b'"signature":"AAA","tags":'),
        (b'["session:S-1","employee:E-1"]', b"null"),
        (b'["session:S-1","employee:E-1"]', b'"session:S-1"'),
        (b'["session:S-1","employee:E-1"]', b"[null]"),
        (b'["session:S-1","employee:E-1"]', b'{"session:S-1":"employee:E-1"}'),
        (b'["session:S-1","employee:E-1"]', b"[" * 30_000),
        (b"2026-11-20T00:58:00.000000Z", b"2026-11-20T00:58:00Z"),
        (b"2026-11-20T00:58:00.000000Z", b"2026-11-20T08:58:00.000000+08:00"),
        (b"2026-11-20T00:58:00.000000Z", b"2026-11-20 00:58:00.000000Z"),
        (b"2026-11-20T00:58:00.000000Z", b"0001-01-01T00:00:00.000000+23:59"),
        (b"2026-11-20T00:58:00.000000Z", b"2026-02-30T00:58:00.000000Z"),
        (b"2026-11-20T00:58:00.000000Z", b"0000-11-20T00:58:00.000000Z"),
        (b"2026-11-20T00:58:00.000000Z", b"2026-11-20T24:00:00.000000Z"),
    ],
)
def test_what_is_no_leaf(old: bytes, new: bytes) -> None:
    content = entry(FACT)
    assert old in content
    with pytest.raises(Invalid):
        decode(content.replace(old, new, 1))


@pytest.mark.parametrize("signature", [b'"AAA"', b'"AAAB="', b'"A-_A"', b"null", b"1"])
def test_a_signature_is_base64(signature: bytes) -> None:
    good = entry(signed_by("api-1", b"\0\0\0"))
    assert b'"AAAA"' in good
    with pytest.raises(Invalid):
        decode(good.replace(b'"AAAA"', signature))


@given(st.integers(0, len(entry(FULL)) - 1), st.integers(1, 255))
def test_a_changed_byte_is_another_leaf_or_none(at: int, mask: int) -> None:
    spoiled = bytearray(entry(FULL))
    spoiled[at] ^= mask
    try:
        read = decode(bytes(spoiled))
    except Invalid:
        return
    assert read != leaf_of(*FULL)
    assert encode(read) == spoiled


def test_a_leaf_fits_a_bundle_or_is_refused() -> None:
    room = ENTRY_MAX - len(entry(FACT._replace(reason="")))
    assert len(entry(FACT._replace(reason="x" * room))) == ENTRY_MAX
    with pytest.raises(Invalid):
        entry(FACT._replace(reason="x" * (room + 1)))
    with pytest.raises(Invalid):
        decode(b" " * (ENTRY_MAX + 1))


@pytest.mark.parametrize("column", ["data", "actor"])
def test_half_a_character_is_refused(column: str) -> None:
    with pytest.raises(Invalid):
        other(column, "\ud800")
