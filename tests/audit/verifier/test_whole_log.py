"""`log`: every file of it, and what an older checkpoint promised."""

import shutil
from pathlib import Path

import pytest

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.leaf import encode, leaf_of

from .published import STRANGER, VKEY, Published, fact, facts, publish, publish_entries, signed
from .running import verify

EDGES = [1, 2, 255, 256, 257, 511, 512, 600]


def test_a_whole_log_is_valid(log: Published) -> None:
    found = verify("log", *log.options)
    assert found["verdict"] == "valid"
    assert (found["size"], found["root"]) == (1000, log.checkpoint.root.hex())


@pytest.mark.parametrize("size", [0, *EDGES])
def test_logs_of_every_edge(tmp_path: Path, size: int) -> None:
    assert verify("log", *publish(tmp_path, facts(size)).options)["verdict"] == "valid"


def test_three_levels_of_tiles(tmp_path: Path) -> None:
    large = publish(tmp_path, facts(66_000))
    assert verify("log", *large.options)["verdict"] == "valid"
    (tile,) = (tmp_path / "tile" / "2").rglob("1")
    tile.write_bytes(bytes(32))
    assert verify("log", *large.options)["code"] == "tile"


@pytest.mark.parametrize("size", [0, *EDGES, 999, 1000])
def test_it_has_grown_from_an_older_checkpoint(tmp_path: Path, log: Published, size: int) -> None:
    older = publish(tmp_path, log.facts[:size])
    found = verify("log", *log.options, "--since", older.note)
    assert (found["verdict"], found["since"]) == ("valid", size)


@pytest.mark.parametrize("size", [*EDGES, 999, 1000])
def test_a_rewritten_history_is_not_what_it_was(tmp_path: Path, log: Published, size: int) -> None:
    other = [*log.facts[: size - 1], log.facts[size - 1]._replace(actor="somebody")]
    older = publish(tmp_path, other)
    found = verify("log", *log.options, "--since", older.note)
    assert (found["code"], found["size"]) == ("rewritten", size)


def test_a_log_that_was_cut_off(tmp_path: Path, log: Published) -> None:
    older = publish(tmp_path, facts(1001))
    assert verify("log", *log.options, "--since", older.note)["code"] == "shrunk"


def test_a_log_that_grew_meanwhile_still_has_what_the_checkpoint_needs(tmp_path: Path) -> None:
    older, grown = publish(tmp_path / "older", facts(300)), publish(tmp_path / "grown", facts(900))
    shutil.copy(older.note, grown.note)
    assert verify("log", *grown.options)["size"] == 300
    wider = publish(tmp_path / "wider", facts(400))
    shutil.copy(older.note, wider.note)
    assert verify("log", *wider.options)["size"] == 300


def test_another_key_is_not_believed(log: Published) -> None:
    found = verify("log", "--tiles", log.folder, "--key", STRANGER.verifier)
    assert (found["verdict"], found["code"]) == ("invalid", "file")
    assert found["file"].endswith("checkpoint")


def test_a_signature_by_another_key_is_not_believed(small: Published) -> None:
    small.note.write_bytes(signed(small.checkpoint, by=STRANGER))
    assert verify("log", *small.options)["code"] == "file"


def test_a_signed_root_that_its_facts_do_not_lead_to(small: Published) -> None:
    small.note.write_bytes(signed(Checkpoint(small.checkpoint.origin, 600, bytes(32))))
    assert verify("log", *small.options)["code"] == "root"


@pytest.mark.parametrize("position", [1, 256, 257, 600])
def test_a_fact_in_a_false_place_is_named(tmp_path: Path, position: int) -> None:
    # Sealed and signed like that, so that no hash is wrong.
    entries = [encode(leaf_of(*fact(each + (each >= position)))) for each in range(1, 601)]
    publish_entries(tmp_path, entries)
    found = verify("log", "--tiles", tmp_path, "--key", VKEY)
    assert (found["code"], found["position"]) == ("misplaced", position)


def test_a_changed_leaf_is_named(small: Published) -> None:
    bundle = next((small.folder / "tile" / "entries").glob("001"))
    content = bundle.read_bytes()
    at = content.index(b'"position":300,')
    bundle.write_bytes(content[:at] + content[at:].replace(b"r-300", b"r-301", 1))
    found = verify("log", *small.options)
    assert (found["code"], found["position"]) == ("leaf", 300)
