"""Policies: C2SP tlog-policy, read strictly."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, SignerKey, VerifierKey
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.policy import POLICY_MAX, parse_policy

from .audience import AUDIT, LOG, checkpoint, note

KEYS = {
    name: SignerKey(f"{name}.example/w", COSIGNATURE, name.encode() * 16) for name in ("X1", "X2", "X3", "Y1", "Y2")
}
WITNESSES = "".join(f"witness {name} {key.verifier}\n" for name, key in KEYS.items())
EXAMPLE = f"""
# Two organisations
log {LOG.verifier}\thttps://merit.example/log
{WITNESSES}
  group X 2 X1 X2 X3
group Y any Y1 Y2
\tgroup X-and-Y all X Y
quorum X-and-Y
"""
LINE = f"log {LOG.verifier}\n"
X1 = f"witness X1 {KEYS['X1'].verifier}\n"


def keys(*names: str) -> set[VerifierKey]:
    return {KEYS[name].verifier for name in names}


@pytest.mark.parametrize(
    ("names", "met"),
    [
        ("", False),
        ("X1 X2", False),
        ("X1 Y1", False),
        ("Y1 Y2", False),
        ("X1 X3 Y2", True),
        ("X1 X2 X3 Y1 Y2", True),
    ],
)
def test_the_quorum_counts_groups_of_groups(names: str, *, met: bool) -> None:
    policy = parse_policy(EXAMPLE.encode())
    assert policy.met(keys(*names.split())) is met
    assert [log.url for log in policy.logs] == ["https://merit.example/log"]


def test_a_quorum_of_none_and_of_one() -> None:
    assert parse_policy(b"quorum none\n").met(())
    one = parse_policy(f"{X1}quorum X1\n".encode())
    assert one.met(keys("X1"))
    assert not one.met(keys("X2"))


def test_a_checkpoint_is_opened_with_its_log_and_its_witnesses() -> None:
    other = SignerKey("other.example/log", ED25519, b"\4" * 32)
    policy = parse_policy(f"log {other.verifier}\n{LINE}witness a {AUDIT.verifier}\nquorum a\n".encode())
    text = checkpoint(9).text
    signed = bytes(Note(text, (sign(text, LOG), sign(text, AUDIT, 7))))
    assert policy.open(signed) == (checkpoint(9), {AUDIT.verifier: 7})
    assert policy.open_signed(note(9)) == (checkpoint(9), {})
    with pytest.raises(Invalid, match="too few"):
        policy.open(note(9))
    with pytest.raises(Invalid, match="not a log that is trusted"):
        policy.open_signed(note(9, key=SignerKey("stranger.example/log", ED25519, b"\5" * 32)))
    with pytest.raises(Invalid):
        policy.open_signed(note(9, key=SignerKey(LOG.name, ED25519, b"\5" * 32)))


def test_a_log_may_be_changing_its_key() -> None:
    next_key = SignerKey(LOG.name, ED25519, b"\6" * 32)
    both = parse_policy(f"{LINE}log {next_key.verifier}\nquorum none\n".encode())
    for key in (LOG, next_key):
        assert both.open(note(9, key=key))[0] == checkpoint(9)
    with pytest.raises(Invalid):
        both.open(note(9, key=SignerKey(LOG.name, ED25519, b"\5" * 32)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none",
        "quorum none\r\n",
        "quorum none\nquorum none\n",
        "quorum X1\n",
        f"quorum X1\n{X1}",
        f"{X1}{X1.replace('X1', 'X2', 1)}quorum X1\n",
        f"{X1}{X1.replace('X1', 'X1', 1)}quorum none\n",
        f"{LINE}{LINE}quorum none\n",
        f"log {KEYS['X1'].verifier}\nquorum none\n",
        f"witness X1 {LOG.verifier}\nquorum none\n",
        f"witness none {KEYS['X1'].verifier}\nquorum none\n",
        f"witness X1 {KEYS['X1'].verifier} http://a http://b\nquorum none\n",
        f"log {LOG.verifier} http://a http://b\nquorum none\n",
        f"{X1}group G 1\nquorum none\n",
        f"{X1}group G 0 X1\nquorum none\n",
        f"{X1}group G 2 X1\nquorum none\n",
        f"{X1}group G 01 X1\nquorum none\n",
        f"{X1}group G -1 X1\nquorum none\n",
        f"{X1}group G {'9' * 5000} X1\nquorum none\n",
        f"{X1}group G some X1\nquorum none\n",
        f"{X1}group G any X2\nquorum none\n",
        f"{X1}group G any none\nquorum none\n",
        f"{X1}group G any X1 X1\nquorum none\n",
        f"{X1}group G any X1\ngroup H any X1\nquorum none\n",
        f"{X1}group X1 any X1\nquorum none\n",
        f"{X1}group G any G\nquorum none\n",
        "witness\nquorum none\n",
        "log\nquorum none\n",
        "Quorum none\n",
        "quorum none none\n",
        "quorum\u00a0none\n",
        "quorum none\n\x0b\n",
        "quorum none\n#\x7f\n",
        "quorum none\n" + "#\n" * POLICY_MAX,
    ],
)
def test_what_is_no_policy(text: str) -> None:
    with pytest.raises(Invalid):
        parse_policy(text.encode())


def test_a_policy_is_utf8() -> None:
    assert parse_policy("# 内部审计\nquorum none\n".encode()).met(())
    with pytest.raises(Invalid):
        parse_policy(b"#\xff\nquorum none\n")


@given(
    st.binary(max_size=200)
    | st.lists(st.binary(max_size=9) | st.sampled_from(EXAMPLE.encode().split(b" "))).map(b" ".join)
)
def test_only_one_error_comes_out_of_bytes(content: bytes) -> None:
    with contextlib.suppress(Invalid):
        parse_policy(content).open(note(9))


@given(st.lists(st.sampled_from(EXAMPLE.split()) | st.sampled_from(["\n", "\t", "0", "none"]) | st.text(max_size=5)))
def test_only_one_error_comes_out_of_a_policy(words: list[str]) -> None:
    try:
        policy = parse_policy(" ".join(words).encode(errors="surrogatepass"))
    except Invalid:
        return
    assert policy.quorum
