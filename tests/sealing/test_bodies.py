"""Files of facts: what is read is what was written, and it is believed only under its leaves."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.log.log import Fact
from projections.audit.copying.bodies import Asked, Body, check_bodies, pack_bodies, unpack_bodies
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash

TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
MOMENT = some.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001 - naive bounds
FACT = some.builds(
    Fact,
    position=some.integers(1, 2**53),
    type=TEXT,
    version=some.integers(1, 2**15 - 1),
    data=TEXT,
    tags=some.lists(TEXT, max_size=3),
    effective_at=MOMENT,
    recorded_at=MOMENT,
    actor=TEXT,
    on_behalf_of=some.none() | TEXT,
    request=TEXT,
    reason=some.none() | TEXT,
    causation=some.none() | TEXT,
    policy_version=some.none() | TEXT,
)
ASKED = some.none() | some.builds(Asked, digest=some.binary(min_size=32, max_size=32), last=some.integers(1, 2**53))
BODIES = some.lists(some.builds(Body, fact=FACT, asked=ASKED), min_size=1, max_size=4)

MAY = datetime(2026, 5, 1, tzinfo=UTC)
LINE = Fact(1, "Listed", 1, '{"n":"讲师"}', ["course:C-1"], MAY, MAY, "a", None, "r", None, None, "p/1")
NUMBERED = [Body(LINE._replace(position=number), Asked(bytes(32), number)) for number in range(1, 257)]


def leaves(bodies: list[Body]) -> list[bytes]:
    return [leaf_hash(encode(leaf_of(*body.fact))) for body in bodies]


@given(BODIES)
def test_facts_come_back_as_they_were(bodies: list[Body]) -> None:
    assert unpack_bodies(pack_bodies(bodies)) == bodies


def test_the_same_facts_are_the_same_bytes_of_plain_lines() -> None:
    content = pack_bodies(NUMBERED[:1])
    assert content == pack_bodies(NUMBERED[:1])
    assert gzip.decompress(content).decode() == (
        '{"position":1,"type":"Listed","version":1,"data":"{\\"n\\":\\"讲师\\"}","tags":["course:C-1"],'
        '"effective_at":"2026-05-01T00:00:00Z","recorded_at":"2026-05-01T00:00:00Z","actor":"a","request":"r",'
        f'"policy_version":"p/1","asked":{{"digest":"{"00" * 32}","last":1}}}}\n'
    )


def test_facts_are_believed_under_their_leaves_only() -> None:
    check_bodies(NUMBERED, 1, leaves(NUMBERED))
    with pytest.raises(Invalid, match="of 256 facts"):
        check_bodies(NUMBERED[:-1], 1, leaves(NUMBERED))
    with pytest.raises(Invalid, match="position 1 is not"):
        check_bodies([NUMBERED[1], NUMBERED[0]], 1, leaves(NUMBERED[:2]))
    for changed in (
        {"data": "{}"},
        {"tags": ["course:C-2"]},
        {"reason": "WHY"},
        {"recorded_at": MAY.replace(year=2025)},
    ):
        bodies = [*NUMBERED[:6], Body(NUMBERED[6].fact._replace(**changed), None), *NUMBERED[7:]]
        with pytest.raises(Invalid, match="position 7 is not"):
            check_bodies(bodies, 1, leaves(NUMBERED))


@pytest.mark.parametrize(
    "lines",
    [b"", b"[]\n", b"{}\n", b"\xff\n", b"[" * 100_000, b'{"position":"1"}\n', b"null\n"],
)
def test_other_lines_are_invalid(lines: bytes) -> None:
    with pytest.raises(Invalid):
        unpack_bodies(gzip.compress(lines))


@pytest.mark.parametrize("replacing", [(b'"00', b'"0x'), (b'"actor"', b'"actress"'), (b'"last"', b'"late"')])
def test_other_members_are_invalid(replacing: tuple[bytes, bytes]) -> None:
    lines = gzip.decompress(pack_bodies(NUMBERED[:2])).replace(*replacing)
    with pytest.raises(Invalid):
        unpack_bodies(gzip.compress(lines))


def test_more_than_a_bundle_is_invalid() -> None:
    with pytest.raises(Invalid, match="1 to 256"):
        unpack_bodies(pack_bodies([*NUMBERED, NUMBERED[0]]))


@given(some.binary(max_size=200))
def test_any_bytes_are_facts_or_invalid(content: bytes) -> None:
    with pytest.raises(Invalid):
        unpack_bodies(content)


@given(some.integers(0, 10_000), some.integers(1, 255))
def test_a_flipped_byte_is_invalid_or_harmless(place: int, flip: int) -> None:
    """The header of gzip says nothing that counts, such as the system; everything else has a sum."""
    content = bytearray(pack_bodies(NUMBERED))
    content[place % len(content)] ^= flip
    try:
        assert unpack_bodies(bytes(content)) == NUMBERED
    except Invalid:
        return
    assert place % len(content) < 10


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.audit.copying.bodies.BODIES_MAX", 10_000)
    with pytest.raises(Invalid, match="too early"):
        unpack_bodies(gzip.compress(b" " * 10_001))
