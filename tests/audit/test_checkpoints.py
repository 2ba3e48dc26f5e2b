"""Checkpoints and whole proofs."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, SignerKey
from projections.audit.tlog.merkle import EMPTY_ROOT, leaf_hash
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.proving import inclusion_proof
from projections.audit.tlog.tlog_proof import EXTRA_MAX, HASHES_MAX, TlogProof, parse_tlog_proof

from .grown import Grown

ORIGIN = "merit.example/log"
LOG = SignerKey(ORIGIN, ED25519, b"\1" * 32)
WITNESS = SignerKey("witness.example/audit", COSIGNATURE, b"\2" * 32)
ROOT = b64encode(bytes(32)).decode()
GROWN = Grown(1000)
AT = 777


def checkpoint() -> Checkpoint:
    return Checkpoint(ORIGIN, GROWN.frontier.size, GROWN.frontier.root())


def signed(text: str) -> bytes:
    return bytes(Note(text, (sign(text, LOG), sign(text, WITNESS, 9))))


def proof(extra: bytes = b"") -> TlogProof:
    return TlogProof(AT, tuple(inclusion_proof(GROWN.hashes, AT, 1000)), signed(checkpoint().text), extra)


def test_a_checkpoint_gives_itself_back() -> None:
    for each in (checkpoint(), Checkpoint("来源 +", 2**63 - 1, bytes(32), ("more", "lines"))):
        assert parse_checkpoint(each.text) == each
    assert open_checkpoint(signed(checkpoint().text), LOG.verifier, [WITNESS.verifier]) == (
        checkpoint(),
        {WITNESS.verifier: 9},
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n5\n{ROOT}",
        f"\n5\n{ROOT}\n",
        f"{ORIGIN}\n05\n{ROOT}\n",
        f"{ORIGIN}\n-5\n{ROOT}\n",
        f"{ORIGIN}\n+5\n{ROOT}\n",
        f"{ORIGIN}\n5 \n{ROOT}\n",
        f"{ORIGIN}\n5_0\n{ROOT}\n",
        f"{ORIGIN}\n五\n{ROOT}\n",
        f"{ORIGIN}\n٥\n{ROOT}\n",
        f"{ORIGIN}\n\n{ROOT}\n",
        f"{ORIGIN}\n{2**63}\n{ROOT}\n",
        f"{ORIGIN}\n{'9' * 9999}\n{ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n5\n{ROOT[:-2]}B=\n",
        f"{ORIGIN}\n5\n{ROOT} \n",
        f"{ORIGIN}\n5\n{b64encode(bytes(33)).decode()}\n",
        f"{ORIGIN}\n5\n{ROOT}\n\n",
        f"{ORIGIN}\n5\n{ROOT}\n\nmore\n",
        f"{ORIGIN}\n5\r\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(Invalid):
        parse_checkpoint(text)


def test_a_log_speaks_for_itself_only() -> None:
    text = checkpoint().text
    elsewhere = Checkpoint("other.example/log", 5, bytes(32)).text
    for note in (
        bytes(Note(text, (sign(text, WITNESS, 9),))),
        bytes(Note(text, (sign(text, SignerKey(ORIGIN, ED25519, b"\3" * 32)),))),
        signed(elsewhere),
    ):
        with pytest.raises(Invalid):
            open_checkpoint(note, LOG.verifier, [WITNESS.verifier])


def test_an_empty_tree_has_one_root() -> None:
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert open_checkpoint(signed(empty.text), LOG.verifier) == (empty, {})
    with pytest.raises(Invalid):
        open_checkpoint(signed(f"{ORIGIN}\n0\n{ROOT}\n"), LOG.verifier)


def test_a_proof_file_is_enough() -> None:
    for extra in (b"", b"a receipt"):
        written = bytes(proof(extra))
        read = parse_tlog_proof(written)
        assert read == proof(extra)
        assert read.verify(leaf_hash(GROWN.entries[AT]), LOG.verifier, [WITNESS.verifier]) == (
            checkpoint(),
            {WITNESS.verifier: 9},
        )
        with pytest.raises(Invalid):
            read.verify(leaf_hash(GROWN.entries[AT + 1]), LOG.verifier)
    assert len(bytes(proof())) < 1300


def test_a_proof_file_is_written_as_specified() -> None:
    first, second = bytes(32), b"\xff" * 32
    lines = f"{ROOT}\n{b64encode(second).decode()}\n"
    assert (
        bytes(TlogProof(5, (first, second), b"note\n")) == f"c2sp.org/tlog-proof@v1\nindex 5\n{lines}\nnote\n".encode()
    )
    assert bytes(TlogProof(0, (), b"note\n", b"x")) == b"c2sp.org/tlog-proof@v1\nextra eA==\nindex 0\n\nnote\n"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{ROOT}\nnote\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{ROOT[:-1]}\n\nnote\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{b64encode(bytes(64)).decode()}\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!!!\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nextra !!!!\nindex 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nextra eA==\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nextra eA==\nextra eA==\nindex 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra eA==\n\nnote\n",
        f"c2sp.org/tlog-proof@v1\nextra {b64encode(bytes(EXTRA_MAX + 1)).decode()}\nindex 0\n\nnote\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{(ROOT + chr(10)) * (HASHES_MAX + 1)}\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n" + "note\n" * 10**6,
    ],
)
def test_what_is_no_proof_file(content: str) -> None:
    with pytest.raises(Invalid):
        parse_tlog_proof(content.encode())


@settings(max_examples=300)
@given(st.integers(0, len(bytes(proof())) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_proof_is_refused(at: int, mask: int) -> None:
    spoiled = bytearray(bytes(proof()))
    spoiled[at] ^= mask
    try:
        seen = parse_tlog_proof(bytes(spoiled)).verify(leaf_hash(GROWN.entries[AT]), LOG.verifier, [WITNESS.verifier])
    except Invalid:
        return
    # The name or the id of the witness was changed, who is then a stranger: the quorum is not reached.
    assert seen == (checkpoint(), {})
