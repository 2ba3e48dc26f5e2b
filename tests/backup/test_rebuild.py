"""A database made of nothing but the second copy is the ledger that was, as far as it was signed."""

import gzip
import json
import random
import shutil

import psycopg
import pytest
from backup.scene import Empty, Ledger, facts, files, flipped, log, rows
from cli.program import merit
from sealing.audited import audit

from projections.audit.copying.bodies import unpack_bodies
from projections.audit.copying.places import Folder
from projections.audit.tlog.bundles import LENGTH
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import parse_policy
from projections.backup import rebuilding
from projections.backup.completing import Trust
from projections.backup.refusing import BackupRefused

NAMED = {"checkpoint": ("KEY_WRONG", ""), "facts": ("COPY_CHANGED", "{}: "), "tile": ("TILES_CHANGED", "{}")}
POSITIONS = ("0", "entries")
OFFICE = ("office.people", "office.identities", "office.tokens", "office.evidence")


def test_a_rebuilt_ledger_has_every_fact_every_answer_and_goes_on(ledger: Ledger, empty: Empty) -> None:
    kept = ledger.kept(ledger.grow(600))
    ran = empty.rebuild(ledger.copy(), "--checkpoint", kept, "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["facts"], told["verified"], told["seen"][0]["size"]) == (600, 600, 600)
    assert log(empty.url) == log(ledger.url)
    assert files(empty.tiles) == files(ledger.tiles)
    with psycopg.connect(empty.url) as connection:
        assert audit(connection, empty.tiles, ledger.key.verifier) == 600
        roots = connection.execute("select encode(root, 'hex') from ledger.checkpoints").fetchall()
        assert roots == [(told["root"],)]
    again = Ledger.__new__(Ledger)
    again.__dict__ = {**ledger.__dict__, "url": empty.url, "tiles": empty.tiles}
    again.grow(20)
    with psycopg.connect(empty.url) as connection:
        assert audit(connection, empty.tiles, ledger.key.verifier) == 620


def test_an_old_backup_and_the_copy_are_the_whole_ledger(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    old = ledger.back_up()
    kept = ledger.kept(ledger.grow(321))
    copy = ledger.copy()
    assert "FACTS_LOST" in empty.restore(old, "--checkpoint", kept).stderr
    ran = empty.rebuild(copy, "--checkpoint", kept)
    assert ran.returncode == 0, ran.stderr
    assert log(empty.url) == log(ledger.url)
    ours, theirs = rows(ledger.url), rows(empty.url)
    assert [theirs[name] for name in OFFICE] == [ours[name] for name in OFFICE]
    with psycopg.connect(empty.url) as connection:
        assert audit(connection, empty.tiles, ledger.key.verifier) == 621


def test_a_copy_that_is_behind_a_checkpoint_says_what_is_lost(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    copy = ledger.copy()
    kept = ledger.kept(ledger.grow(20))
    ran = empty.rebuild(copy, "--checkpoint", kept)
    assert (ran.returncode, "20 are lost, from position 301 on" in ran.stderr) == (1, True)
    assert merit("status", url=empty.url, **empty.places).returncode == 3
    assert empty.rebuild(copy).returncode == 1  # it is remembered
    assert empty.rebuild(ledger.copy()).returncode == 0
    assert log(empty.url) == log(ledger.url)


def test_a_copy_that_grew_since_goes_on_from_a_shorter_one(ledger: Ledger, empty: Empty) -> None:
    ledger.record(340)
    ledger.seal(280)
    copy = ledger.copy()
    kept = ledger.kept(ledger.seal())
    assert "60 are lost, from position 281 on" in empty.rebuild(copy, "--checkpoint", kept).stderr
    assert empty.rebuild(ledger.copy()).returncode == 0
    assert log(empty.url) == log(ledger.url)


def test_a_ledger_in_use_or_a_place_without_a_copy_is_refused(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(40)
    before = rows(ledger.url)
    used = merit(*empty.words("rebuild-from-copy", ledger.copy()), url=ledger.url, **empty.places)
    assert (used.returncode, "LEDGER_EXISTS" in used.stderr) == (1, True)
    assert rows(ledger.url) == before
    (ledger.folder / "none").mkdir()
    assert "NO_COPY" in empty.rebuild(ledger.folder / "none").stderr
    assert empty.rebuild(ledger.folder / "away").returncode == 3
    assert merit("rebuild-from-copy", str(ledger.copy_folder), url=empty.url, **empty.places).returncode == 2


def test_a_folder_of_tiles_that_knows_more_is_left_alone(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    copy = ledger.copy()
    ledger.grow(20)
    shutil.copytree(ledger.tiles, empty.tiles)
    before = files(empty.tiles)
    ran = empty.rebuild(copy)
    assert (ran.returncode, "TARGET_EXISTS" in ran.stderr) == (1, True)
    assert files(empty.tiles) == before
    assert empty.rebuild(ledger.copy()).returncode == 0  # the copy that caught up goes on with it


def test_every_flipped_bit_is_named_by_its_file(ledger: Ledger, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.grow(520)
    copy, chance = ledger.copy(), random.Random(22)
    trust = Trust(parse_policy(f"log {ledger.key.verifier}\nquorum none\n".encode()), lambda _: ())

    def again() -> None:
        rebuilding.rebuild(Folder(copy), lambda: empty.url, empty.tiles, trust, lambda _: lambda *_: None)

    def refusal() -> BackupRefused:
        shutil.rmtree(empty.tiles, ignore_errors=True)
        with pytest.raises(BackupRefused) as refused:
            again()
        return refused.value

    # What comes after the facts is another spec's.
    monkeypatch.setattr(rebuilding, "complete", lambda *_: None)
    for name, content in files(copy).items():
        for bit in (0, *(chance.randrange(len(content) * 8) for _ in range(3))):
            if name.startswith("facts/") and _harmless(content, bit):
                continue
            (copy / name).write_bytes(flipped(content, bit))
            code, named = NAMED[name.partition("/")[0]]
            no = refusal()
            assert no.code == code
            # A leaf and its hash are told apart by nobody: the position is named, which both stand for.
            assert named.format(name) in str(no) or f"Position {_position(name, content, bit)}:" in str(no), (
                bit,
                str(no),
            )
            (copy / name).write_bytes(content)
    for name in (name for name in files(copy) if name != "checkpoint"):
        (copy / name).rename(copy / "away")
        no = refusal()
        assert (no.code, name in str(no)) == ("COPY_INCOMPLETE", True)
        (copy / "away").rename(copy / name)
    again()
    assert facts(empty.url) == facts(ledger.url)  # control: unchanged, it is taken


def _harmless(content: bytes, bit: int) -> bool:
    """Tell whether it is one of the few bits of a gzip file, of its header or before its sum, that say nothing."""
    try:
        return unpack_bodies(flipped(content, bit)) == unpack_bodies(content)
    except Invalid:
        return False


def _position(name: str, content: bytes, bit: int) -> int | None:
    """Give the position that a bit of a bundle, or of a tile of leaves, belongs to."""
    _, level, number, *_ = *name.split("/"), "", ""
    before = 0
    if level == "entries":
        rest = bit // 8
        while (length := LENGTH + int.from_bytes(content[:LENGTH])) <= rest:
            content, rest, before = content[length:], rest - length, before + 1
    return 256 * int(number[:3]) + (before if level == "entries" else bit // 256) + 1 if level in POSITIONS else None


def test_a_fact_that_was_rewritten_in_the_copy_is_named(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    file = ledger.copy() / "facts" / "000"
    lines = gzip.decompress(file.read_bytes()).replace(b'"reason":"WHY"', b'"reason":"BONUS"', 100)
    file.write_bytes(gzip.compress(lines))
    ran = empty.rebuild(ledger.copy_folder)
    assert (ran.returncode, "facts/000: the fact at position 1 is not" in ran.stderr) == (1, True)
    assert facts(empty.url) == []
