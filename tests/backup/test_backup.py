"""A backup is the ledger of one moment, whole or not there at all."""

import json
import random
import stat
import threading
from pathlib import Path

import psycopg
import pytest
from backup.scene import Empty, Ledger, facts, files, flipped, rows
from cli.program import merit
from psycopg.conninfo import make_conninfo
from sealing.audited import audit

from projections.backup import making, manifest
from projections.backup.programs import Watch, dump
from projections.backup.refusing import BackupRefused


def test_a_backup_put_back_is_the_same_ledger_and_goes_on(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    ledger.record(20)
    before, tree = rows(ledger.url), files(ledger.tiles)
    restored = empty.restore(ledger.back_up(), "--json")
    assert restored.returncode == 0, restored.stderr
    told = json.loads(restored.stdout)
    assert (told["facts"], told["verified"], told["seen"]) == (320, 300, [])
    assert rows(empty.url) == before
    assert files(empty.tiles) == tree
    reconciled = merit("reconcile", "--json", url=empty.url)
    assert {view["position"] for view in json.loads(reconciled.stdout)["views"]} == {320}
    sealed = merit("seal", "--once", url=empty.url, **empty.places)
    assert sealed.stdout.startswith("320 facts"), sealed.stderr


def test_only_its_owner_reads_a_backup_and_no_key_is_in_it(ledger: Ledger) -> None:
    ledger.grow(20)
    backup = ledger.back_up()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    secret = ledger.key_file.read_text().strip().split("+", 4)[-1].encode()
    assert not [name for name, content in files(backup).items() if secret in content]


def test_a_backup_says_what_it_holds(ledger: Ledger) -> None:
    ledger.grow(40)
    ran = merit("backup", str(ledger.folder / "b"), "--json", url=ledger.url, **ledger.places)
    told = json.loads(ran.stdout)
    assert (told["facts"], told["sealed"], told["files"]) == (40, 40, 4)
    assert told["bytes"] == sum(map(len, files(ledger.folder / "b").values())) - _size(ledger.folder / "b")
    spoken = merit("backup", str(ledger.folder / "c"), url=ledger.url, **ledger.places)
    assert "Personal data is in it" in spoken.stdout
    assert "个人数据" in spoken.stdout


def _size(backup: Path) -> int:
    return (backup / manifest.FILE).stat().st_size


def test_nothing_that_is_there_is_touched(ledger: Ledger) -> None:
    ledger.grow(20)
    backup = ledger.back_up()
    before = files(backup)
    again = merit("backup", str(backup), url=ledger.url, **ledger.places)
    assert (again.returncode, "TARGET_EXISTS" in again.stderr, "已存在" in again.stderr) == (1, True, True)
    assert files(backup) == before
    (ledger.folder / "other.unfinished").mkdir()
    (ledger.folder / "other.unfinished" / "thesis").write_text("mine")
    strange = merit("backup", str(ledger.folder / "other"), url=ledger.url, **ledger.places)
    assert (strange.returncode, "thesis" in strange.stderr) == (1, True)
    assert (ledger.folder / "other.unfinished" / "thesis").read_text() == "mine"


def test_a_folder_that_is_not_the_log_s_is_refused(ledger: Ledger) -> None:
    ledger.grow(20)
    elsewhere = merit("backup", str(ledger.folder / "b"), url=ledger.url, LEDGER_TILES=str(ledger.folder / "nothing"))
    assert (elsewhere.returncode, "TILES_INCOMPLETE" in elsewhere.stderr) == (1, True)
    (ledger.tiles / "tile" / "0" / "000.p" / "20").write_bytes(b"x" * 640)
    changed = merit("backup", str(ledger.folder / "b"), url=ledger.url, **ledger.places)
    assert (changed.returncode, "TILES_CHANGED" in changed.stderr) == (1, True)
    assert [path.name for path in ledger.folder.glob("b*")] == []


def test_a_login_that_may_not_read_everything_is_told_so(ledger: Ledger) -> None:
    ledger.tamper("do $$ begin create role spec_api login; exception when duplicate_object then null; end $$")
    ledger.tamper("grant merit_app to spec_api")
    url = make_conninfo(ledger.url, user="spec_api")
    ran = merit("backup", str(ledger.folder / "b"), url=url, **ledger.places)
    assert (ran.returncode, "use the owner's" in ran.stderr) == (1, True)


def test_half_a_configuration_is_exit_2(ledger: Ledger) -> None:
    ran = merit("backup", str(ledger.folder / "b"), url=ledger.url)
    assert (ran.returncode, "LEDGER_TILES is not" in ran.stderr) == (2, True)


def test_every_flipped_bit_is_named_by_its_file(ledger: Ledger) -> None:
    ledger.grow(520)
    backup, chance = ledger.back_up(), random.Random(22)
    for name, content in files(backup).items():
        bits = {0, len(content) * 8 - 1, *(chance.randrange(len(content) * 8) for _ in range(8))}
        for bit in bits:
            (backup / name).write_bytes(flipped(content, bit))
            assert _refusal(backup) == ("BACKUP_CHANGED", name), bit
        (backup / name).unlink()
        assert _refusal(backup) == (("NO_BACKUP" if name == manifest.FILE else "BACKUP_INCOMPLETE"), name)
        (backup / name).write_bytes(content)
    (backup / "more").touch()
    assert _refusal(backup) == ("BACKUP_CHANGED", "more")
    (backup / "more").unlink()
    assert manifest.read(backup, lambda *_: None).facts == 520  # control: unchanged, it is taken


def _refusal(backup: Path) -> tuple[str, str]:
    with pytest.raises(BackupRefused) as refused:
        manifest.read(backup, lambda *_: None)
    english = str(refused.value).split("\n")[0]
    named = [name for name in [*files(backup), "more", manifest.FILE, *_missing(backup)] if name in english]
    return refused.value.code, max(named, key=len)


def _missing(backup: Path) -> list[str]:
    file = backup / manifest.FILE
    return list(json.loads(file.read_bytes())["files"]) if _readable(file) else []


def _readable(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())["files"].keys()
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False
    return True


def test_what_is_recorded_and_sealed_meanwhile_is_no_part_of_it(
    ledger: Ledger, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.grow(300)
    before, tree = rows(ledger.url), files(ledger.tiles)

    def late(url: str, snapshot: str, file: Path, watch: Watch) -> None:
        ledger.grow(300)
        dump(url, snapshot, file, watch)

    monkeypatch.setattr(making, "dump", late)
    assert empty.restore(ledger.back_up()).returncode == 0
    assert (rows(empty.url), files(empty.tiles)) == (before, tree)


def test_nothing_that_was_acknowledged_before_is_missing_under_load(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    over = threading.Event()

    def keep(doing: str) -> None:
        while not over.is_set():
            ledger.record(20) if doing == "recording" else ledger.seal()

    busy = [threading.Thread(target=keep, args=(doing,)) for doing in ("recording", "sealing")]
    for thread in busy:
        thread.start()
    try:
        acknowledged = facts(ledger.url)
        backup = ledger.back_up()
    finally:
        over.set()
        for thread in busy:
            thread.join()
    assert len(facts(ledger.url)) > len(acknowledged)  # control: it was busy
    restored = empty.restore(backup)
    assert restored.returncode == 0, restored.stderr
    there = facts(empty.url)
    assert there[: len(acknowledged)] == acknowledged
    assert facts(ledger.url)[: len(there)] == there
    # Rows and tree are of one moment: a sealer goes on with them.
    sealed = merit("seal", "--once", url=empty.url, **empty.places)
    assert sealed.stdout.startswith(f"{len(there):,} facts"), sealed.stderr


def test_a_restored_tree_is_the_log_s(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    assert empty.restore(ledger.back_up()).returncode == 0
    with psycopg.connect(empty.url) as connection:
        assert audit(connection, empty.tiles, ledger.key.verifier) == 300
