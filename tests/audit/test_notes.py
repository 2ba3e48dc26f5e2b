"""Signed notes and keys, with the examples that C2SP and Go publish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, STRING_MAX, SignerKey, VerifierKey
from projections.audit.tlog.note import NOTE_MAX, SIGNATURES_MAX, Note, Signature, open_note, parse_note, sign

C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
# golang.org/x/mod/sumdb/note
PETER_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

LOG = SignerKey("merit.example/log", ED25519, b"\1" * 32)
WITNESS = SignerKey("witness.example/审计", COSIGNATURE, b"\2" * 32)


def peter() -> VerifierKey:
    return VerifierKey.parse(PETER)


def test_the_specification_s_example() -> None:
    key = VerifierKey.parse(C2SP_KEY)
    assert open_note(C2SP_NOTE.encode(), [key]) == ("This is an example message.\n", {key: None})


def test_go_s_example_is_signed_and_opened_alike() -> None:
    signer = SignerKey.parse(PETER_SIGNER)
    assert str(signer.verifier) == PETER
    assert signer.secret() == PETER_SIGNER
    assert bytes(Note(TEXT, (sign(TEXT, signer),))).decode() == TEXT + "\n" + BY_PETER
    both = (TEXT + "\n" + BY_PETER + BY_ENOCH).encode()
    enoch = VerifierKey.parse(ENOCH)
    assert open_note(both, [peter()]) == (TEXT, {peter(): None})
    assert open_note(both, [enoch, peter()]) == (TEXT, {peter(): None, enoch: None})
    assert bytes(parse_note(both)) == both


def test_unknown_keys_are_passed_over_and_false_ones_are_not() -> None:
    other_id = Signature("PeterNeumann", b"\0\0\0\0", bytes(64)).line
    other_name = BY_PETER.replace("Peter", "Petra")
    note = (TEXT + "\n" + other_id + other_name + BY_PETER).encode()
    assert open_note(note, [peter()]) == (TEXT, {peter(): None})
    for false in (
        TEXT + "\n" + other_id + other_name,
        TEXT + "\n" + BY_ENOCH,
        TEXT + "\n" + BY_PETER + BY_PETER,
        TEXT + "\n" + Signature("PeterNeumann", peter().id, bytes(64)).line,
        TEXT + "\n" + Signature("PeterNeumann", peter().id, b"short").line + BY_PETER,
        TEXT.replace("answer", "Answer") + "\n" + BY_PETER,
    ):
        with pytest.raises(Invalid):
            open_note(false.encode(), [peter()])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        TEXT + "\n",
        TEXT + BY_PETER,
        TEXT + "\n" + BY_PETER[:-1],
        TEXT + "\n" + BY_PETER + "\n",
        TEXT + "\n" + BY_PETER + "Another line.\n",
        TEXT + "\n" + BY_PETER.replace("— ", "- "),
        TEXT + "\n" + BY_PETER.replace("— ", "—  "),
        *(
            f"{TEXT}\n{BY_PETER.replace('PeterNeumann', name)}{BY_PETER}"
            for name in ("", "a b", "a+b", "a\u3000b", "a\u2028b")
        ),
        TEXT + "\n" + BY_PETER.replace("PeterNeumann ", ""),
        TEXT + "\n" + BY_PETER.replace("nAM=", "nAN="),
        TEXT + "\n" + BY_PETER.replace("nAM=", "nAM"),
        TEXT + "\n" + "— PeterNeumann x08gow==\n",
        TEXT + "\r\n" + BY_PETER,
        "\x01" + TEXT + "\n" + BY_PETER,
        "a\n" * (NOTE_MAX // 2) + "\n" + BY_PETER,
        TEXT + "\n" + BY_ENOCH * SIGNATURES_MAX + BY_PETER,
    ],
)
def test_what_is_no_note(content: str) -> None:
    with pytest.raises(Invalid):
        open_note(content.encode(), [peter()])


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "a\u3000b", "a\u00a0b", "a\nb", "a\x00b", "\ud800"])
def test_what_no_key_is_called(name: str) -> None:
    with pytest.raises(Invalid):
        VerifierKey(name, ED25519, bytes(32))
    with pytest.raises(Invalid):
        SignerKey(name, ED25519, bytes(32))


@pytest.mark.parametrize(("key_type", "size"), [(ED25519, 31), (ED25519, 33), (COSIGNATURE, 0), (2, 32), (6, 1312)])
def test_keys_that_are_not_known_here(key_type: int, size: int) -> None:
    with pytest.raises(Invalid):
        VerifierKey("merit.example/log", key_type, bytes(size))


def test_16_signatures_as_large_as_they_come() -> None:
    large = "".join(Signature(f"pq{number}", b"\6\6\6\6", bytes(5000)).line for number in range(16))
    assert open_note((TEXT + "\n" + large + BY_PETER).encode(), [peter()])[1] == {peter(): None}


def test_a_cosignature_says_when() -> None:
    text = "merit.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    note = bytes(Note(text, (sign(text, LOG), sign(text, WITNESS, 1_795_000_000))))
    assert open_note(note, [LOG.verifier, WITNESS.verifier]) == (
        text,
        {LOG.verifier: None, WITNESS.verifier: 1_795_000_000},
    )
    signature = WITNESS.verifier.id + WITNESS.sign(text, 7)
    later = signature.replace((7).to_bytes(8), (8).to_bytes(8))
    for spoiled in (later, signature[:-1], signature + b"\0", WITNESS.verifier.id, b"\xff" * 76):
        forged = Signature(WITNESS.name, WITNESS.verifier.id, spoiled[4:] or b"\0")
        with pytest.raises(Invalid):
            open_note(bytes(Note(text, (forged,))), [WITNESS.verifier])


@pytest.mark.parametrize(("key", "time"), [(LOG, 1), (WITNESS, None), (WITNESS, -1), (WITNESS, 2**63)])
def test_who_may_say_when(key: SignerKey, time: int | None) -> None:
    with pytest.raises(Invalid):
        sign(TEXT, key, time)


@pytest.mark.parametrize("text", ["", "no line", "a\tb\n", "half \ud800\n", "\x00\n"])
def test_what_nobody_signs(text: str) -> None:
    with pytest.raises(Invalid):
        sign(text, LOG)


def test_one_seed_has_another_id_for_another_use() -> None:
    as_witness = SignerKey(LOG.name, COSIGNATURE, LOG.seed).verifier
    assert as_witness.public == LOG.verifier.public
    assert as_witness.id != LOG.verifier.id
    with pytest.raises(Invalid):
        open_note(bytes(Note(TEXT, (sign(TEXT, LOG),))), [as_witness])


@pytest.mark.parametrize("key", [PETER, C2SP_KEY, str(WITNESS.verifier)])
def test_every_other_verifier_key_is_refused(key: str) -> None:
    assert str(VerifierKey.parse(key)) == key
    changed = [key[:at] + chr(ord(key[at]) ^ 1) + key[at + 1 :] for at in range(len(key))]
    cut = [key[:at] for at in range(len(key))] + [key[at:] for at in range(1, len(key))]
    for other in [*changed, *cut, key + "A", key + " ", key + "\n", key.replace("+", "+ ", 1), key.upper()]:
        with pytest.raises(Invalid):
            VerifierKey.parse(other)


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, with the id to match
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # of no known type, with the id to match
        "PeterNeumann+c74f20a3+",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Half\ud800+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        str(VerifierKey("a" * STRING_MAX, ED25519, bytes(32))),
    ],
)
def test_what_is_no_verifier_key(key: str) -> None:
    with pytest.raises(Invalid):
        VerifierKey.parse(key)


def test_every_other_signer_key_is_refused() -> None:
    for key in (PETER_SIGNER, WITNESS.secret()):
        assert SignerKey.parse(key).secret() == key
        for at in range(len(key)):
            for other in (key[:at], key[:at] + chr(ord(key[at]) ^ 1) + key[at + 1 :]):
                with pytest.raises(Invalid):
                    SignerKey.parse(other)
    with pytest.raises(Invalid):
        SignerKey("merit.example/log", ED25519, b"short")


def test_a_secret_is_not_shown_by_accident() -> None:
    shown = f"{LOG!r} {LOG}"
    assert LOG.name in shown
    assert repr(LOG.seed) not in shown
    assert LOG.secret() not in shown


@given(st.binary(max_size=400), st.data())
def test_any_changed_byte_of_a_signed_note_is_refused(noise: bytes, data: st.DataObject) -> None:
    text = f"{noise.hex()}\n"
    note = bytes(Note(text, (sign(text, LOG), sign(text, WITNESS, 5))))
    at, byte = data.draw(st.integers(0, len(note) - 1)), data.draw(st.integers(0, 255))
    spoiled = note[:at] + bytes([byte]) + note[at + 1 :]
    try:
        signers = open_note(spoiled, [LOG.verifier, WITNESS.verifier])[1]
    except Invalid:
        return
    # In a changed name or id one signer is a stranger, and the other's word still stands.
    assert len(signers) == 1 + (spoiled == note)
