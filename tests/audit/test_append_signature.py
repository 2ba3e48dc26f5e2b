"""What a writer signs follows from the leaves, and no two appends have the same text."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.log import SEPARATOR, Batch, Entry, Request
from ledger.log.parameters import append_parameters
from ledger.log.writer import Columns
from projections.audit.signing_writer import SigningWriter
from projections.audit.tlog import append_signature
from projections.audit.tlog.append_signature import FACTS_MAX, AppendSignature, sign_append, verify_append
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.tlog.leaf import Leaf, data_digest, leaf_of
from projections.audit.tlog.strict import to_base64

AT = datetime(2026, 11, 20, 0, 58, 0, 123456, tzinfo=UTC)
KEY = SignerKey("api.example.com/merit", ED25519, bytes(range(32)))
SESSION = bytes.fromhex("0011223344556677")
# Whoever makes a verifier of their own may begin with this: two facts of one append, and what was signed.
ENTRIES = [
    Entry("CheckedIn", 1, '{"method":"qr"}', ("session:S-1", "employee:E-1"), AT, 1),
    Entry("CheckedIn", 1, '{"method":"nfc"}', (), AT - timedelta(days=30_000), 2),
]
REQUESTS = [Request('门 \\ "1"', "r-1", b"d", "Lin", None, "", "p-1"), Request("api", "r-2", b"d")]
SIGNED = (
    "0011223344556677000000000000001100000002"
    "aff3dea4e5ffb7aa9bdd3b2d7dd781466cfc7481b8a60969a0ca73dee4ffdf461d31065aec2a0d4336524ee6ad428c41"
    "e0b9191b5c8a871bd86a686a32689200"
)


class Known(SigningWriter):
    """A writer whose session is known."""

    def __init__(self, number: int = 17) -> None:
        super().__init__(KEY)
        self._session, self._numbers = SESSION, iter(range(number, number + 9))  # type: ignore[assignment]


def leaves(entries: list[Entry], requests: list[Request] = REQUESTS) -> list[Leaf]:
    asked = [requests[entry.owner - 1] for entry in entries]
    return [
        leaf_of(
            n, e.type, e.version, e.data, e.tags, e.effective_at, AT,
            r.actor, r.on_behalf_of, r.key, r.reason, r.causation, r.policy_version,
        )
        for n, (e, r) in enumerate(zip(entries, asked, strict=True), 1)
    ]  # fmt: skip


def signature(entries: list[Entry] = ENTRIES, requests: list[Request] = REQUESTS) -> bytes:
    *_, name, signed = append_parameters(Batch(0, (), entries, requests), Known())
    assert name == b"api.example.com/merit+" + KEY.verifier.id.hex().encode()
    assert signed is not None
    return bytes.fromhex(signed.decode().removeprefix("\\x"))


def read(content: bytes) -> AppendSignature:
    return AppendSignature.of(leaves(ENTRIES)[0]._replace(signature=to_base64(content)))


def test_the_example_is_signed_as_it_always_was() -> None:
    assert signature().hex() == SIGNED
    verify_append(KEY.verifier, read(signature()), leaves(ENTRIES))


@pytest.mark.parametrize("column", [name for name in Leaf._fields if name not in {"leaf", "writer", "signature"}])
def test_every_column_that_a_writer_decides_is_bound(column: str) -> None:
    other: dict[str, Any] = {
        "version": 2, "tags": ("employee:E-1", "session:S-1"), "data_sha256": data_digest("x"),
        "effective_at": "2026-11-20T00:58:00.123457Z", "position": 9, "recorded_at": "2026-11-20T00:58:00.123457Z",
    }  # fmt: skip
    first, second = leaves(ENTRIES)
    changed = [first._replace(**{column: other.get(column, "x")}), second]
    assert changed[0] != first
    if column in {"position", "recorded_at"}:  # the log's own
        verify_append(KEY.verifier, read(signature()), changed)
        return
    with pytest.raises(Invalid):
        verify_append(KEY.verifier, read(signature()), changed)


def test_an_append_is_all_of_its_facts_in_their_order() -> None:
    first, second = leaves(ENTRIES)
    signed = read(signature())
    for some in ([first], [second, first], [first, second, second], [first, first]):
        with pytest.raises(Invalid):
            verify_append(KEY.verifier, signed, some)


@pytest.mark.parametrize("field", ["session", "number", "content"])
def test_session_number_and_key_are_bound(field: str) -> None:
    other: dict[str, Any] = {"session": bytes(8), "number": 18, "content": bytes(64)}
    with pytest.raises(Invalid):
        verify_append(KEY.verifier, read(signature())._replace(**{field: other[field]}), leaves(ENTRIES))


@pytest.mark.parametrize("facts", [0, FACTS_MAX + 1, 2**32 - 1])
def test_a_signature_of_nothing_or_too_much_is_none(facts: int) -> None:
    with pytest.raises(Invalid):
        read(signature()[:16] + facts.to_bytes(4) + bytes(64))


@pytest.mark.parametrize("length", [0, 83, 85])
def test_a_signature_has_84_bytes(length: int) -> None:
    with pytest.raises(Invalid):
        read(bytes(length))


TAGS = st.lists(st.text("ab:\x00\x1f01", max_size=3), max_size=3)
TEXTS = st.text("ab\x0001\n", max_size=3)
ROWS = st.lists(
    st.tuples(TEXTS, st.integers(-1, 11), TEXTS, TAGS, st.integers(-11, 11), TEXTS, *[st.none() | TEXTS] * 5),
    min_size=1,
    max_size=3,
)


def text_of(rows: list[tuple[Any, ...]]) -> str:
    """What is signed of rows as they would travel."""
    types, versions, datas, tags, moments, *envelope = zip(*rows, strict=True)
    columns = append_signature.Columns(
        types, versions, [*map(data_digest, datas)], [*map(SEPARATOR.join, tags)], moments,
        *envelope,
    )  # fmt: skip
    return append_signature._text(SESSION, 1, columns)


@given(ROWS, ROWS)
def test_two_appends_never_have_one_text(one: list[tuple[Any, ...]], other: list[tuple[Any, ...]]) -> None:
    """Where values hold what separates them, the text is refused instead."""
    try:
        same = text_of(one) == text_of(other)
    except Invalid:
        return
    travelled = [[(*row[:3], SEPARATOR.join(row[3]), *row[4:]) for row in rows] for rows in (one, other)]
    assert same == (travelled[0] == travelled[1])


@given(TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS)
def test_a_value_does_not_pass_from_one_fact_or_column_to_another(
    one: str, other: str, maybe: str | None, perhaps: str | None
) -> None:
    rows: list[tuple[Any, ...]] = [
        ("T", 1, "", [], 0, one, maybe, "r", perhaps, None, None),
        ("T", 1, "", [], 0, other, None, "r", "", "", ""),
    ]
    swapped = [("T", 1, "", [], 0, one, perhaps, "r", maybe, None, None), rows[1]]
    turned = [(*rows[0][:5], other, *rows[0][6:]), (*rows[1][:5], one, *rows[1][6:])]
    try:
        texts = [text_of(rows), text_of(swapped), text_of(turned)]
    except Invalid:
        assert "\0" in f"{one}{other}{maybe}{perhaps}"
        return
    assert (texts[0] == texts[1]) == (maybe == perhaps)
    assert (texts[0] == texts[2]) == (one == other)


@pytest.mark.parametrize("tags", [("a\x1fb",), ("",), ("a", "\x1f")])
def test_tags_that_cannot_have_travelled_are_refused(tags: tuple[str, ...]) -> None:
    """Joined they would pass for others that were signed."""
    first, second = leaves(ENTRIES)
    with pytest.raises(Invalid, match="separator"):
        verify_append(KEY.verifier, read(signature()), [first._replace(tags=tags), second])


def test_the_same_text_is_signed_however_the_facts_are_shared_among_requests() -> None:
    """Leaves do not show where a request ends, so neither does the signature."""
    alike = [Request("a", "k", None), Request("a", "k", None)]
    apart = [entry._replace(owner=owner) for owner, entry in enumerate(ENTRIES, 1)]
    together = [entry._replace(owner=1) for entry in ENTRIES]
    assert signature(apart, alike) == signature(together, alike)


def test_an_append_of_too_many_facts_is_not_signed() -> None:
    column = ["x"] * (FACTS_MAX + 1)
    with pytest.raises(Invalid):
        sign_append(KEY, SESSION, 1, append_signature.Columns(*[column] * 11))
    one = ["x"]
    numbers = [1]
    assert len(Known().sign(Columns(one, numbers, one, one, numbers, *[one] * 6))) == 84
