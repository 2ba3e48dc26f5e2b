"""RFC 3161: a text is dated by an authority that was chosen, and by nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rfc3161_client import TimestampRequestBuilder

from projections.audit.posting import Unreached
from projections.audit.time_stamps import read_roots, stamped, verify_stamp
from projections.audit.tlog.invalid import Invalid

from .authority import Authority, made, needs_openssl, run, serving
from .served_witness import free_port

TEXT = b"merit.example/log\n100\n+++=\n"
pytestmark = needs_openssl


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    folder = tmp_path_factory.mktemp("tsa") / "chosen"
    made(folder, "chosen root")
    with serving(folder) as chosen:
        yield chosen


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    folder = tmp_path_factory.mktemp("tsa") / "other"
    made(folder, "unchosen authority with a name that is quite long")
    with serving(folder) as unchosen:
        yield unchosen


def test_a_text_is_stamped_and_openssl_agrees(authority: Authority) -> None:
    roots = read_roots(authority.roots.read_bytes())
    stamp = stamped(authority.url, TEXT, roots)
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert verify_stamp(stamp.token, TEXT, roots) == stamp.at
    (authority.folder / "text").write_bytes(TEXT)
    (authority.folder / "token.tsr").write_bytes(stamp.token)
    run(authority.folder, "ts", "-verify", "-data", "text", "-in", "token.tsr", "-CAfile", "root.pem")


def test_another_text_was_not_stamped(authority: Authority) -> None:
    roots = read_roots(authority.roots.read_bytes())
    token = stamped(authority.url, TEXT, roots).token
    with pytest.raises(Invalid):
        verify_stamp(token, TEXT + b"\n", roots)


def test_an_authority_that_was_not_chosen_is_not_believed(authority: Authority, other: Authority) -> None:
    with pytest.raises(Invalid):
        stamped(other.url, TEXT, read_roots(authority.roots.read_bytes()))
    with pytest.raises(Invalid, match="not genuine"):
        verify_stamp(b"", TEXT, [])


def test_nor_when_it_vouches_for_itself(authority: Authority, other: Authority) -> None:
    """rfc3161-client before 1.0.9 believed any root that came with the answer."""
    query = TimestampRequestBuilder().data(TEXT).build().as_bytes()
    token = other.stamp(query, "-chain", "root.pem")
    assert verify_stamp(token, TEXT, read_roots(other.roots.read_bytes()))
    with pytest.raises(Invalid, match="self-signed"):
        verify_stamp(token, TEXT, read_roots(authority.roots.read_bytes()))


def test_an_old_answer_is_not_taken_for_a_new_one(authority: Authority) -> None:
    roots = read_roots(authority.roots.read_bytes())
    with pytest.raises(Invalid, match="Nonce"):
        verify_stamp(stamped(authority.url, TEXT, roots).token, TEXT, roots, nonce=1)


def test_nobody_there_is_said_in_time(authority: Authority) -> None:
    with pytest.raises(Unreached):
        stamped(f"http://127.0.0.1:{free_port()}/", TEXT, read_roots(authority.roots.read_bytes()))


def test_roots_are_certificates() -> None:
    for wrong in (b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(Invalid):
            read_roots(wrong)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_hostile_tokens_are_invalid_and_nothing_else(data: st.DataObject, authority: Authority) -> None:
    token = (authority.folder / "answer.tsr").read_bytes()
    at = data.draw(st.integers(0, len(token) - 1))
    spoilt = token[:at] + data.draw(st.binary(max_size=8)) + token[at + data.draw(st.integers(0, 8)) :]
    for content in (spoilt, data.draw(st.binary(max_size=100))):
        if content != token:
            with pytest.raises(Invalid):
                verify_stamp(content, b"another text", read_roots(authority.roots.read_bytes()))
