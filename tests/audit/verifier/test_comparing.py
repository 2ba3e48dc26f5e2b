"""`diff`: one history or two."""

from base64 import b64decode
from pathlib import Path

import pytest

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.verifying import verify_consistency

from .published import LOG, Published, facts, publish, signed
from .running import verify

SIZES = [1, 255, 256, 300, 512, 999]


def compare(log: Published, one: Path, other: Path) -> dict[str, object]:
    return verify("diff", one, other, *log.options)


@pytest.mark.parametrize("size", SIZES)
def test_one_history(tmp_path: Path, log: Published, size: int) -> None:
    older = publish(tmp_path, facts(size))
    for pair in ((older.note, log.note), (log.note, older.note)):
        found = compare(log, *pair)
        assert (found["code"], found["older"], found["size"]) == ("grown", size, 1000)


@pytest.mark.parametrize("size", SIZES)
def test_a_fork_is_proved(tmp_path: Path, log: Published, size: int) -> None:
    other = facts(size)
    other[0] = other[0]._replace(actor="somebody")
    older = publish(tmp_path, other)
    found = compare(log, older.note, log.note)
    assert (found["verdict"], found["code"]) == ("invalid", "fork")
    # Whoever holds both checkpoints can see it: the newer one grew out of a root that the older one is not.
    root = bytes.fromhex(str(found["root"]))
    proof = found["proof"]
    assert isinstance(proof, list)
    verify_consistency(size, 1000, root, log.checkpoint.root, [b64decode(each) for each in proof])
    assert root != older.checkpoint.root
    assert found["older_root"] == older.checkpoint.root.hex()


def test_two_roots_of_one_size_are_a_fork_whatever_the_tiles_say(tmp_path: Path, log: Published) -> None:
    (tmp_path / "c").write_bytes(signed(Checkpoint(LOG.name, 1000, bytes(32))))
    assert compare(log, tmp_path / "c", log.note)["code"] == "fork"
    assert compare(log, log.note, log.note)["code"] == "grown"


def test_tiles_of_another_log_prove_nothing(tmp_path: Path, log: Published) -> None:
    older = publish(tmp_path / "older", facts(300))
    other = publish(tmp_path / "other", [one._replace(actor="x") for one in facts(1000)])
    assert verify("diff", older.note, log.note, *other.options)["code"] == "root"


def test_a_log_that_has_grown_since_both(tmp_path: Path, log: Published) -> None:
    older, newer = (publish(tmp_path / str(size), facts(size)) for size in (300, 700))
    assert compare(log, older.note, newer.note)["code"] == "grown"


def test_a_missing_tile(tmp_path: Path) -> None:
    older, log = publish(tmp_path / "older", facts(300)), publish(tmp_path / "log", facts(1000))
    (log.folder / "tile" / "0" / "001").unlink()
    assert compare(log, older.note, log.note)["code"] == "missing"
