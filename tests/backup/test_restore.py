"""What is put back is what was signed, and everything that others have seen; otherwise nobody works on it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from audit.served_witness import free_port, made, served
from backup.scene import Empty, Ledger, facts, files, rows
from cli.program import merit

from projections.audit import signed
from projections.audit.refusing import SealingRefused
from projections.audit.resuming import resume
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.policy import parse_policy
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.witness.asking import Witnesses
from projections.backup.making import make


def assert_nobody_works_on_it(empty: Empty) -> None:
    for words in (("status",), ("seal", "--once"), ("reconcile",), ("account", "E-1")):
        ran = merit(*words, url=empty.url, **empty.places)
        assert (ran.returncode, "not put back to the end" in ran.stderr, "尚未恢复" in ran.stderr) == (3, True, True)


def test_a_ledger_in_use_stays(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(20)
    backup = ledger.back_up()
    before = rows(ledger.url)
    used = merit(*empty.words("restore", backup), url=ledger.url, **empty.places)
    assert (used.returncode, "LEDGER_EXISTS" in used.stderr, "已有账本" in used.stderr) == (1, True, True)
    assert rows(ledger.url) == before
    empty.tiles.mkdir()
    (empty.tiles / "checkpoint").write_bytes(ledger.grow(20))
    survived = empty.restore(backup)
    assert (survived.returncode, "TARGET_EXISTS" in survived.stderr) == (1, True)
    assert list(files(empty.tiles)) == ["checkpoint"]


def test_a_company_s_database_is_put_back_into_a_home_of_its_own(ledger: Ledger) -> None:
    ledger.grow(300)
    backup, home = ledger.back_up(), {"LEDGER_HOME": str(ledger.folder / "home")}
    words = ("restore", str(backup), "--key", str(ledger.key.verifier))
    try:
        done = merit(*words, "--json", **home)
        assert (done.returncode, json.loads(done.stdout)["verified"]) == (0, 300), done.stderr
        assert "LEDGER_EXISTS" in merit(*words, **home).stderr
        assert json.loads(merit("status", "--json", **home).stdout)
        assert files(ledger.folder / "home" / "tiles") == files(ledger.tiles)
    finally:
        assert merit("db", "stop", **home).returncode == 0


def test_whom_to_trust_must_be_said_and_be_right(ledger: Ledger, empty: Empty) -> None:
    ledger.record(20)
    unsealed = ledger.back_up("unsealed")
    ledger.seal()
    sealed = ledger.back_up("sealed")
    stranger = SignerKey(ledger.key.name, ED25519, b"\7" * 32).verifier
    nobody = merit("restore", str(sealed), url=empty.url, **empty.places)
    for ran, code in (
        (nobody, "KEY_NEEDED"),
        (empty.restore(sealed, "--key", str(stranger)), "KEY_WRONG"),
        (empty.restore(unsealed), "NOT_SEALED"),
    ):
        assert (ran.returncode, code in ran.stderr) == (1, True), ran.stderr
    assert merit("restore", str(sealed), "--key", "nonsense", url=empty.url, **empty.places).returncode == 2
    with psycopg.connect(empty.url) as connection:
        assert connection.execute("select from pg_namespace where nspname = 'ledger'").fetchall() == []
    said = merit("restore", str(unsealed), url=empty.url, **empty.places)
    assert (said.returncode, "could be verified" in said.stdout) == (0, True)


def test_a_fact_that_was_changed_before_the_backup_is_named(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(40)
    ledger.tamper("update ledger.events set reason = 'BONUS' where position = 27")
    ran = empty.restore(ledger.back_up())
    assert (ran.returncode, "NOT_AS_SIGNED" in ran.stderr, "position 27: reason" in ran.stderr) == (1, True, True)
    assert "第 27 条被改动" in ran.stderr
    assert_nobody_works_on_it(empty)


def test_a_backup_of_another_version_is_refused(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(20)
    ledger.tamper("update merit.migrated_to set version_num = '9999_future'")
    backup = ledger.folder / "b"
    make(ledger.url, ledger.tiles, backup, lambda _: lambda *_: None)
    ran = empty.restore(backup)
    assert (ran.returncode, "VERSION_UNKNOWN" in ran.stderr) == (1, True)


def test_an_old_backup_says_what_is_lost_and_nobody_works_or_seals_on_it(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    old = ledger.back_up()
    kept = ledger.kept(ledger.grow(61))
    ran = empty.restore(old, "--checkpoint", kept)
    assert ran.returncode == 1
    assert "FACTS_LOST" in ran.stderr
    assert "has seen 361 facts, and 300 are here: 61 are lost, from position 301 on" in ran.stderr
    assert "丢失 61 条" in ran.stderr
    assert_nobody_works_on_it(empty)
    assert facts(empty.url) == facts(ledger.url)[:300]  # for whoever investigates
    with signed.connected(empty.url) as connection, pytest.raises(SealingRefused, match="older than its checkpoints"):
        resume(connection, TileStore(empty.tiles), ledger.key.verifier)
    again = empty.restore(old, "--checkpoint", kept)
    assert again.stderr.split("FACTS_LOST")[1] == ran.stderr.split("FACTS_LOST")[1]


def test_without_the_newer_checkpoint_the_same_backup_is_taken(ledger: Ledger, empty: Empty) -> None:
    """The control: what catches an old backup is what others have seen, and nothing else can."""
    first = ledger.kept(ledger.grow(300))
    old = ledger.back_up()
    ledger.grow(61)
    ran = empty.restore(old, "--checkpoint", first)
    assert (ran.returncode, "seen by" in ran.stdout) == (0, True), ran.stderr


def test_facts_that_were_signed_after_the_backup_and_are_in_it_are_proven_by_themselves(
    ledger: Ledger, empty: Empty
) -> None:
    ledger.grow(300)
    ledger.record(40)
    backup = ledger.back_up()
    kept = ledger.kept(ledger.seal())
    ran = empty.restore(backup, "--checkpoint", kept)
    assert ran.returncode == 0, ran.stderr
    assert "Verified up to position 300" in ran.stdout


def test_one_of_them_changed_is_another_history(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    ledger.record(40)
    kept = ledger.kept(ledger.seal())
    ledger.tamper(
        "delete from ledger.checkpoints where size > 300",
        "update ledger.events set reason = 'BONUS' where position = 333",
    )
    ran = empty.restore(ledger.back_up(), "--checkpoint", kept)
    assert (ran.returncode, "HISTORY_DIFFERS" in ran.stderr) == (1, True), ran.stderr
    assert_nobody_works_on_it(empty)


def test_a_fork_under_the_log_s_own_key_is_another_history(ledger: Ledger, empty: Empty) -> None:
    ledger.grow(300)
    text = Checkpoint(ledger.key.name, 200, b"\7" * 32).text
    kept = ledger.kept(bytes(Note(text, (sign(text, ledger.key),))))
    ran = empty.restore(ledger.back_up(), "--checkpoint", kept)
    assert (ran.returncode, "HISTORY_DIFFERS" in ran.stderr, "被改写" in ran.stderr) == (1, True, True)


@pytest.mark.parametrize("content", [b"", b"\xff", b"example.com/merit\n1\n\n\n"])
def test_a_checkpoint_that_is_none_is_refused(ledger: Ledger, empty: Empty, content: bytes) -> None:
    ledger.grow(20)
    ran = empty.restore(ledger.back_up(), "--checkpoint", ledger.kept(content))
    assert (ran.returncode, "CHECKPOINT_INVALID" in ran.stderr) == (1, True)


@contextmanager
def witnessing(ledger: Ledger) -> Iterator[Path]:
    """Serve a real witness; give the policy that names it."""
    folder, port = ledger.folder / "witness", free_port()
    key = made(folder)
    policy = ledger.folder / "policy"
    policy.write_text(f"log {ledger.key.verifier}\nwitness audit {key} http://127.0.0.1:{port}\nquorum audit\n")
    with served(folder, port, logs=[ledger.key]):
        yield policy


def cosign(ledger: Ledger, policy: Path, note: bytes) -> None:
    store = TileStore(ledger.tiles)
    read = TileHashes(store.read, store.checkpoint().size)
    assert Witnesses(parse_policy(policy.read_bytes()), seconds=20).cosigned(note, read).enough


def test_the_witness_itself_is_asked(ledger: Ledger, empty: Empty) -> None:
    old_note = ledger.grow(100)
    old = ledger.back_up("old")
    with witnessing(ledger) as policy:
        unseen = empty.restore(old, "--policy", str(policy), "--json")
        assert json.loads(unseen.stdout)["seen"] == []
        cosign(ledger, policy, old_note)
        cosign(ledger, policy, ledger.grow(61))
        new = ledger.back_up("new")
        empty.clear()
        caught = empty.restore(old, "--policy", str(policy))
        assert (caught.returncode, "audit has seen 161 facts, and 100 are here" in caught.stderr) == (1, True)
        shutil.rmtree(empty.tiles)
        done = empty.restore(new, "--policy", str(policy), "--json")
        assert json.loads(done.stdout)["seen"] == [{"by": "audit", "size": 161}]
    silent = merit("restore", str(new), "--policy", str(policy), url=empty.url, **empty.places)
    assert (silent.returncode, "No witness answers" in silent.stderr, "没有应答" in silent.stderr) == (3, True, True)
