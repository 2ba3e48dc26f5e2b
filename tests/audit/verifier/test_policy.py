"""Whose signatures are believed: logs, witnesses, groups and the quorum of C2SP tlog-policy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, SignerKey
from projections.audit.tlog.merkle import EMPTY_ROOT
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.policy import parse_policy

from .published import LOG, STRANGER

CHECKPOINT = Checkpoint(LOG.name, 0, EMPTY_ROOT)
WITNESSES = [SignerKey(f"w{number}.example", COSIGNATURE, bytes([number]) * 32) for number in range(6)]
NEXT = SignerKey(LOG.name, ED25519, bytes(range(3, 35)))
LINES = [f"log {LOG.verifier} https://ledger.example/"]
LINES += [f"witness w{number} {key.verifier}" for number, key in enumerate(WITNESSES)]


def policy(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def cosigned(numbers: set[int], by: SignerKey = LOG) -> bytes:
    lines = [sign(CHECKPOINT.text, by), *(sign(CHECKPOINT.text, WITNESSES[number], 1) for number in sorted(numbers))]
    return bytes(Note(CHECKPOINT.text, tuple(lines)))


def is_believed(rules: list[str], numbers: set[int]) -> bool:
    try:
        _, cosigners = parse_policy(policy(*LINES, *rules)).open(cosigned(numbers))
    except Invalid:
        return False
    assert len(cosigners) == len(numbers)
    return True


TWO_LEVELS = ["group x 2 w0 w1 w2", "group y any w3 w4", "group both all x y", "quorum both"]


@pytest.mark.parametrize(
    ("rules", "numbers", "believed"),
    [
        (["quorum none"], set(), True),
        (["quorum w1"], {1}, True),
        (["quorum w1"], set(), False),
        (["quorum w1"], {0, 2, 3}, False),
        (["group g all w0 w1", "quorum g"], {0, 1}, True),
        (["group g all w0 w1", "quorum g"], {0}, False),
        (["group g any w0 w1", "quorum g"], {1}, True),
        (TWO_LEVELS, {0, 2, 4}, True),
        (TWO_LEVELS, {0, 1, 2}, False),
        (TWO_LEVELS, {0, 3, 4}, False),
        (["# two of three ", "", "\tgroup\tg 2  w0 w1 w2 ", "quorum g"], {1, 2}, True),
    ],
)
def test_a_quorum_is_reached_or_not(rules: list[str], numbers: set[int], *, believed: bool) -> None:
    assert is_believed(rules, numbers) is believed


def test_a_log_may_be_changing_its_key() -> None:
    both = parse_policy(policy(f"log {LOG.verifier}", f"log {NEXT.verifier}", "quorum none"))
    for key in (LOG, NEXT):
        assert both.open(cosigned(set(), by=key))[0] == CHECKPOINT
    with pytest.raises(Invalid):
        both.open(cosigned(set(), by=STRANGER))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        LINES,
        [*LINES, "quorum none", "quorum none"],
        [*LINES, "quorum w9"],
        [*LINES, "quorum g", "group g any w0"],
        [*LINES, "group g 3 w0 w1", "quorum g"],
        [*LINES, "group g 0 w0 w1", "quorum g"],
        [*LINES, "group g -1 w0 w1", "quorum g"],
        [*LINES, "group g " + "9" * 5000 + " w0 w1", "quorum g"],
        [*LINES, "group g any", "quorum none"],
        [*LINES, "group g any w0 w0", "quorum g"],
        [*LINES, "group g any none", "quorum g"],
        [*LINES, "group g any w0", "group h any w0", "quorum h"],
        [*LINES, "group w0 any w1", "quorum w0"],
        [*LINES, "group none any w1", "quorum none"],
        [*LINES, f"log {LOG.verifier}", "quorum none"],
        [*LINES, f"witness w9 {WITNESSES[0].verifier}", "quorum none"],
        [*LINES, f"log {WITNESSES[0].verifier}", "quorum none"],
        [*LINES, f"witness w9 {NEXT.verifier}", "quorum none"],
        [*LINES, "hello", "quorum none"],
        [*LINES, "quorum none\r"],
    ],
)
def test_what_is_no_policy(lines: list[str]) -> None:
    with pytest.raises(Invalid):
        parse_policy(policy(*lines))


PIECES = st.sampled_from(
    [*policy(*LINES, *TWO_LEVELS).split(b" "), b"\n", b" ", b"\t", b"\xff", b"#", b"\0", b"9" * 30]
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=60).map(b"".join) | st.lists(PIECES).map(b" ".join))
def test_only_one_error_comes_out(content: bytes) -> None:
    try:
        parse_policy(content).open(cosigned({0}))
    except Invalid:
        return
