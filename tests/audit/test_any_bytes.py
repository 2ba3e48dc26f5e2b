"""Whatever they are fed, the readers answer or raise `Invalid`, and what they took they write again unchanged."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.audit.figures.report import Proven, Report, parse_report
from projections.audit.figures.year_proof import YearProof, parse_year_proof
from projections.audit.tlog.bundles import pack_entries, unpack_entries
from projections.audit.tlog.checkpoint import open_checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey, VerifierKey
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.shown_fact import ShownFact, parse_shown_fact
from projections.audit.tlog.tiles import parse_path
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.audit.tlog.verifying import verify_consistency, verify_inclusion
from projections.audit.verifier.archive import pack, unpack
from projections.audit.verifier.manifest import TREE, Manifest, members_of, parse_manifest
from projections.audit.verifier.scope import Scope

from .test_checkpoints import LOG, WITNESS, checkpoint, proof, signed
from .test_leaves import FULL, entry, signed_by

Again = Callable[[Any], bytes]


def opened(content: bytes) -> bytes:
    open_checkpoint(content, LOG.verifier, [WITNESS.verifier])
    return content


def texts(read: Callable[[str], Any], write: Callable[[Any], str]) -> Again:
    return lambda content: write(read(content.decode(errors="surrogateescape"))).encode(errors="surrogateescape")


def told_again(read: Callable[[bytes], Any]) -> Again:
    """For files that may be laid out in many ways: what was understood is understood again."""

    def again(content: bytes) -> bytes:
        written = bytes(read(content))
        return content if bytes(read(written)) == written else written

    return again


MANIFEST = Manifest(
    Scope(None, "employee:E-1", None), 3, "2026-01-01T00:00:00Z", "audit", "REVIEW", "1", members_of({TREE: b""})
)
FACT = ShownFact(leaf_of(*FULL), FULL.data)
STATEMENT = Report("E-1", None, None, {"active": 3}, signed(checkpoint().text), (Proven(FACT, (bytes(32),)),))
READERS: dict[str, tuple[Again, bytes]] = {
    "note": (lambda content: bytes(parse_note(content)), signed(checkpoint().text)),
    "checkpoint": (opened, signed(checkpoint().text)),
    "text": (texts(parse_checkpoint, lambda each: str(each.text)), checkpoint().text.encode()),
    "proof": (lambda content: bytes(parse_tlog_proof(content)), bytes(proof(b"extra"))),
    "leaf": (lambda content: encode(decode(content)), entry(signed_by("api-1", b"\1" * 64, FULL))),
    "fact": (lambda content: bytes(parse_shown_fact(content)), bytes(FACT)),
    "bundle": (lambda content: pack_entries(unpack_entries(content, 3)), pack_entries([b"one", b"", bytes(300)])),
    "archive": (lambda content: pack(unpack(content)), pack({"a": b"one", "b": b""})),
    "manifest": (lambda content: bytes(parse_manifest(content)), bytes(MANIFEST)),
    "statement": (told_again(parse_report), bytes(STATEMENT)),
    "year": (told_again(parse_year_proof), bytes(YearProof(b'{"credits":"3.00"}', 1, (bytes(32),), b"sealed"))),
    "path": (texts(parse_path, lambda each: str(each.path)), b"tile/3/x001/x234/067.p/12"),
    "vkey": (texts(VerifierKey.parse, str), str(LOG.verifier).encode()),
    "skey": (texts(SignerKey.parse, lambda each: str(each.secret())), WITNESS.secret().encode()),
}
PIECES = st.sampled_from(
    [
        b"\n",
        b"\n\n",
        b" ",
        b"+",
        "— ".encode(),
        b"=",
        b"\0",
        b"\xff",
        b"0",
        b"-1",
        b"9" * 30,
        b"{",
        b"[" * 400,
        b'"',
        b"x001/",
    ]
)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_only_one_error_comes_out(reader: str, data: st.DataObject) -> None:
    again, good = READERS[reader]
    assert again(good) == good
    content = data.draw(st.binary(max_size=300) | changed(good) | st.lists(PIECES, max_size=30).map(b"".join))
    try:
        written = again(content)
    except Invalid:
        return
    assert written == content


@given(
    st.integers(-1, 2**64),
    st.integers(-1, 2**64),
    st.lists(st.binary(max_size=40) | st.just(bytes(32)), max_size=130),
)
def test_proofs_of_anything(first: int, second: int, hashes: list[bytes]) -> None:
    with pytest.raises(Invalid):
        verify_inclusion(b"\1" * 32, first, second, hashes, bytes(32))
    with pytest.raises(Invalid):
        verify_consistency(first, second, b"\1" * 32, bytes(32), hashes)


@st.composite
def changed(draw: st.DrawFn, good: bytes) -> bytes:
    """Cut, repeat or replace parts of something good."""
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.tuples(st.integers(0, len(good)), st.integers(0, len(good)))))
        middle = draw(st.sampled_from([b"", good[start:end] * 2]) | st.binary(max_size=8) | PIECES)
        good = good[:start] + middle + good[end:]
    return good
