"""A witness answers as C2SP tlog-witness says, cosigns what only grew, and keeps what it refused."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.tlog.merkle import EMPTY_ROOT
from projections.audit.tlog.note import Note, sign
from projections.audit.witness.cosigning import Answer, Witness
from projections.audit.witness.evidence import KEPT_OF_A_KIND
from projections.audit.witness.submission import Submission, parse_submission, read_cosignature

from .audience import AUDIT, LOG, NOW, ORIGIN, checkpoint, note, submission, witness

STRANGER = SignerKey(ORIGIN, ED25519, b"\3" * 32)


@pytest.fixture
def audit(tmp_path: Path) -> Witness:
    """A witness that cosigned 100 facts."""
    audit = witness(tmp_path)
    assert audit.add_checkpoint(submission(0, 100)).status == 200
    return audit


def kept(folder: Path) -> dict[str, dict[str, str]]:
    return {file.parent.name: json.loads(file.read_text()) for file in folder.glob("evidence/*/*.json")}


def test_what_only_grew_is_cosigned(tmp_path: Path) -> None:
    audit = witness(tmp_path)
    for old, size in ((0, 1), (1, 1), (1, 2), (2, 128), (128, 255), (255, 300), (300, 300)):
        answer = audit.add_checkpoint(submission(old, size))
        assert answer.status == 200
        signature = read_cosignature(checkpoint(size).text, answer.text.encode(), AUDIT.verifier)
        full = note(size) + signature.line.encode()
        assert open_checkpoint(full, LOG.verifier, [AUDIT.verifier]) == (checkpoint(size), {AUDIT.verifier: NOW})
    assert kept(tmp_path) == {}


def test_the_empty_tree_comes_first_if_at_all(tmp_path: Path) -> None:
    audit = witness(tmp_path)
    text = Checkpoint(ORIGIN, 0, b"\7" * 32).text
    assert audit.add_checkpoint(bytes(Submission(0, (), bytes(Note(text, (sign(text, LOG),)))))).status == 422
    text = Checkpoint(ORIGIN, 0, EMPTY_ROOT).text
    assert audit.add_checkpoint(bytes(Submission(0, (), bytes(Note(text, (sign(text, LOG),)))))).status == 200
    assert audit.add_checkpoint(bytes(Submission(0, (bytes(32),), note(5)))).status == 422
    assert audit.add_checkpoint(submission(0, 5)).status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"old 100\n", 400),
        (b"old 100\n\n", 400),
        (b"old 0100\n\n" + note(200), 400),
        (b"old -1\n\n" + note(200), 400),
        (b"new 100\n\n" + note(200), 400),
        (b"old 100\nAAAA\n\n" + note(200), 400),
        (bytes(Submission(100, (bytes(32),) * 64, note(200))), 400),
        (submission(100, 200)[:-1], 400),
        (submission(100, 200).replace(b"\n", b"\r\n"), 400),
        (submission(100, 200) + b"more\n", 400),
        (submission(201, 200), 400),
        (submission(100, 200, key=SignerKey("other.example/log", ED25519, b"\1" * 32)), 404),
        (submission(100, 200, key=STRANGER), 403),
        (submission(100, 200).replace(ORIGIN.encode() + b"\n200", ORIGIN.encode() + b"\n201"), 403),
        (submission(0, 200), 409),
        (submission(99, 200), 409),
        (submission(101, 200), 409),
        (bytes(Submission(100, (bytes(32),) * 63, note(200))), 422),
        (bytes(Submission(100, (), note(200))), 422),
        (bytes(Submission(100, (bytes(32),), note(100))), 422),
    ],
)
def test_every_refusal_has_the_status_of_the_protocol(audit: Witness, sent: bytes, status: int) -> None:
    assert audit.add_checkpoint(sent).status == status
    assert audit.add_checkpoint(submission(100, 101)).status == 200  # which left no trace


def test_a_conflict_names_the_size(audit: Witness) -> None:
    assert audit.add_checkpoint(submission(50, 200)) == Answer(409, "100\n")


def test_monitors_are_shown_the_newest_without_strangers_signatures(audit: Witness) -> None:
    text = checkpoint(200).text
    both = bytes(Note(text, (sign(text, STRANGER), sign(text, LOG))))
    proof = parse_submission(submission(100, 200)).proof
    assert audit.add_checkpoint(bytes(Submission(100, proof, both))).status == 200
    shown = audit.latest(sha256(ORIGIN.encode()).hexdigest())
    assert shown == bytes(Note(text, (sign(text, LOG), sign(text, AUDIT, NOW))))
    assert audit.latest(sha256(b"other.example/log").hexdigest()) is None


ATTACKS = {
    "same-size-other-root": (submission(100, 100, lies=50), 422),
    "smaller-than-cosigned": (submission(90, 90, lies=50), 409),
    "proof-does-not-verify": (submission(100, 200, lies=50), 422),
    "other-old-size": (submission(50, 200, lies=50), 409),
}


@pytest.mark.parametrize("objection", ATTACKS)
def test_a_rewritten_log_is_refused_though_its_key_signed_it(audit: Witness, tmp_path: Path, objection: str) -> None:
    sent, status = ATTACKS[objection]
    assert audit.add_checkpoint(sent).status == status
    assert audit.add_checkpoint(sent).status == status
    evidence = kept(tmp_path)
    assert list(evidence) == [objection]
    assert evidence[objection]["why"] == objection
    # Both histories, signed by the log: nobody has to believe the witness.
    refused = parse_submission(evidence[objection]["submitted"].encode())
    assert bytes(refused) == sent
    open_checkpoint(refused.note, LOG.verifier)
    assert open_checkpoint(evidence[objection]["cosigned"].encode(), LOG.verifier, [AUDIT.verifier]) == (
        checkpoint(100),
        {AUDIT.verifier: NOW},
    )
    assert witness(tmp_path).add_checkpoint(submission(100, 200)).status == 200


def test_an_honest_log_would_have_been_cosigned(tmp_path: Path) -> None:
    """The control: the same requests, sent by a log that was not rewritten."""
    for old, size in ((100, 100), (100, 200)):
        audit = witness(tmp_path / f"{old}-{size}")
        assert audit.add_checkpoint(submission(0, 100)).status == 200
        assert audit.add_checkpoint(submission(old, size)).status == 200


def test_a_witness_that_forgot_would_cosign_any_history(audit: Witness, tmp_path: Path) -> None:
    """The control: it is the memory that refuses."""
    assert audit.add_checkpoint(submission(100, 200)).status == 200
    (tmp_path / "memory").unlink()
    assert witness(tmp_path).add_checkpoint(submission(0, 200, lies=50)).status == 200


def test_time_never_goes_back_for_a_witness(audit: Witness) -> None:
    """Each cosignature says that at its time this was the largest tree: two such sayings must not contradict."""
    audit._clock = lambda: NOW - 1000
    line = audit.add_checkpoint(submission(100, 200)).text
    assert open_checkpoint(note(200) + line.encode(), LOG.verifier, [AUDIT.verifier])[1] == {AUDIT.verifier: NOW}


def test_a_rollback_with_its_old_size_is_malformed_and_kept(audit: Witness, tmp_path: Path) -> None:
    assert audit.add_checkpoint(submission(100, 90)).status == 400
    assert list(kept(tmp_path)) == ["smaller-than-cosigned"]


def test_evidence_is_bounded(audit: Witness, tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / "smaller-than-cosigned"
    folder.mkdir(parents=True)
    for number in range(KEPT_OF_A_KIND):
        (folder / str(number)).touch()
    for sent, status in ATTACKS.values():
        assert audit.add_checkpoint(sent).status == status
    assert len(list(folder.iterdir())) == KEPT_OF_A_KIND
    assert len(kept(tmp_path)) == 3


def test_a_witness_whose_evidence_cannot_be_written_refuses_all_the_same(audit: Witness, tmp_path: Path) -> None:
    (tmp_path / "evidence").touch()  # where a folder should be
    for sent, status in ATTACKS.values():
        assert audit.add_checkpoint(sent).status == status


@settings(max_examples=30, deadline=None)
@given(
    steps=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.sampled_from([None, 0, 50, 150])), max_size=8)
)
def test_whatever_is_submitted_no_two_trees_that_differ_are_cosigned(
    steps: list[tuple[int, int, int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("witness")
    cosigned: list[tuple[int, int | None]] = []
    for old, size, lies in steps:
        now = cosigned[-1][0] if cosigned else 0
        for guess in (old, now):
            # Started again each time: what counts is on the disk.
            if witness(folder).add_checkpoint(submission(guess, size, lies)).status == 200:
                assert size >= now
                cosigned.append((size, lies))
    for number, (size, lies) in enumerate(cosigned):
        for later, other in cosigned[number:]:
            assert later >= size
            assert checkpoint(size, other) == checkpoint(size, lies)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_hostile_bytes_get_an_answer_of_the_protocol(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    audit = witness(tmp_path_factory.getbasetemp() / "hostile")
    good = bytearray(submission(0, 100))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(good)))
        good[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20) | st.just(b"\n\n"))
    assert audit.add_checkpoint(bytes(good)).status in {200, 400, 403, 404, 409, 422}
    assert audit.add_checkpoint(data.draw(st.binary(max_size=400))).status == 400
