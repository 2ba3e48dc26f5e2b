"""Whatever lies in the files, the verifier answers in a bounded time and never with a traceback."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.audit.verifier.answers import Stopped
from projections.audit.verifier.folder import read_file

from .published import VKEY, Published, facts, publish
from .running import verify

ANY = st.binary(max_size=600) | st.sampled_from([b"\n", b"[" * 100_000, b"\xff" * 70_000, b"9" * 10_000])


def spliced(good: bytes, start: int, end: int, middle: bytes) -> bytes:
    start, end = sorted((start % (len(good) + 1), end % (len(good) + 1)))
    return good[:start] + middle + good[end:]


def sane(found: dict[str, Any]) -> None:
    assert found["code"] != "bug", found


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(tmp_path_factory.mktemp("three"), facts(300))


@settings(max_examples=200, deadline=2000)
@given(st.integers(0, 5), st.integers(0), st.integers(0), ANY)
def test_any_file_of_a_log(three: Published, number: int, start: int, end: int, middle: bytes) -> None:
    file = three.files()[number]
    good = file.read_bytes()
    changed = spliced(good, start, end, middle)
    file.write_bytes(changed)
    try:
        for command in (["log"], ["account", "E-3"]):
            found = verify(*command, *three.options)
            sane(found)
            # Less of the checkpoint, such as one cosignature, may be gone without harm.
            assert found["verdict"] == "invalid" or changed == good or file == three.note
        sane(verify("diff", three.note, file, *three.options))
    finally:
        file.write_bytes(good)


@settings(max_examples=200, deadline=2000)
@given(st.integers(0), st.integers(0), ANY)
def test_any_proof_and_any_facts(three: Published, start: int, end: int, middle: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "f"
        file.write_bytes(spliced(three.proof(5), start, end, middle))
        sane(verify("credit", file, "--key", VKEY))
        file.write_bytes(spliced(b'{"position":3,"data":""}\n' * 3, start, end, middle))
        sane(verify("account", "E-3", *three.options, "--facts", file))
        sane(verify("log", "--tiles", folder, "--policy", file))


@given(st.text(max_size=80))
def test_any_key(three: Published, key: str) -> None:
    found = verify("log", "--tiles", three.folder, f"--key={key}")
    sane(found)
    assert found["verdict"] == "not checked"


@pytest.mark.parametrize("name", ["a\0b", "/dev/zero", "/proc/self/mem", "x" * 5000, ""])
def test_any_path(log: Published, name: str) -> None:
    found = verify("credit", name, "--key", VKEY)
    sane(found)
    assert found["verdict"] == "not checked"
    assert verify("log", "--tiles", name, "--key", VKEY)["verdict"] == "not checked"
    assert verify("log", *log.options, "--since", name)["verdict"] == "not checked"


def test_a_file_is_read_to_its_limit_only(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    assert read_file(tmp_path / "f", 5) == b"12345"
    with pytest.raises(Stopped):
        read_file(tmp_path / "f", 4)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, "stopped"), (MemoryError, "bug"), (KeyError, "bug")])
def test_whatever_happens_is_said(
    monkeypatch: pytest.MonkeyPatch, log: Published, error: type[BaseException], code: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("projections.audit.verifier.command_line.check_log", fail)
    found = verify("log", *log.options)
    assert (found["verdict"], found["code"]) == ("not checked", code)
