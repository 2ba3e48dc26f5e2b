"""Any byte changed in any file is found, and any file that is missing is missed."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from .published import WITNESS, Published, facts, publish
from .running import verify

RANDOM = random.Random(3)
FLIPS = 25  # a file


def spoiled(content: bytes) -> Iterator[bytes]:
    """Change the first byte, the last, and others; cut it, empty it, lengthen it."""
    for at in {0, len(content) - 1, *RANDOM.sample(range(len(content)), min(FLIPS, len(content)))}:
        yield content[:at] + bytes([content[at] ^ 1 << RANDOM.randrange(8)]) + content[at + 1 :]
    yield from (b"", content[:-1], content + b"\n", content * 2)


def commands(log: Published, tmp_path: Path) -> dict[str, list[object]]:
    policy = tmp_path / "policy"
    policy.write_text(f"log {log.options[3]}\nwitness audit {WITNESS.verifier}\nquorum audit\n", encoding="utf-8")
    whom = ["--tiles", log.folder, "--policy", policy]
    return {"log": ["log", *whom], "account": ["account", "E-3", *whom]}


@pytest.mark.parametrize("command", ["log", "account"])
def test_every_file_of_a_log(tmp_path: Path, small: Published, command: str) -> None:
    arguments = commands(small, tmp_path)[command]
    assert verify(*arguments)["verdict"] == "valid"
    assert len(small.files()) == 8
    for file in small.files():
        content = file.read_bytes()
        for other in spoiled(content):
            file.write_bytes(other)
            assert verify(*arguments)["verdict"] == "invalid", (file, other)
        file.unlink()
        found = verify(*arguments)
        assert (found["verdict"], found["code"], found["file"]) == ("not checked", "missing", str(file))
        file.mkdir()
        assert verify(*arguments)["verdict"] == "not checked"
        file.rmdir()
        file.write_bytes(content)
    assert verify(*arguments)["verdict"] == "valid"


def test_every_byte_of_a_proof(tmp_path: Path) -> None:
    log = publish(tmp_path / "log", facts(300))
    file = tmp_path / "one.tlog-proof"
    arguments = ["credit", file, "--policy", commands(log, tmp_path)["log"][-1]]
    assert verify(*arguments)["code"] == "missing"
    content = log.proof(258)
    file.write_bytes(content)
    assert verify(*arguments)["verdict"] == "valid"
    for at in range(len(content)):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1 << RANDOM.randrange(8)]) + content[at + 1 :])
        assert verify(*arguments)["verdict"] == "invalid", at


def test_what_is_too_long_is_not_read(small: Published) -> None:
    small.note.write_bytes(b"x" * 300_000)
    assert "longer" in verify("log", *small.options)["why"]
    with small.note.open("r+b") as sparse:
        sparse.truncate(2**40)
    assert verify("log", *small.options)["verdict"] == "invalid"
