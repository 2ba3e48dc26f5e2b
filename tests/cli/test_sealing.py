"""`merit seal` and `merit key` as a script sees them."""

import json
import stat
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import signing
from cli.program import WRITERS, merit
from sealing.audited import audit
from sealing.scene import append

from ledger.events import KeyRotated
from ledger.log.log import LogUnavailable, Question
from ledger.log.postgres import PostgresLog
from ledger.log.stored import decode
from projections.audit import signing_key
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import open_checkpoint
from projections.audit.tlog.keys import VerifierKey

NAME = "ledger.example.com/credits"


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    return {"LEDGER_TILES": str(tmp_path / "tiles"), "LEDGER_SEAL_KEY": str(tmp_path / "key" / "seal-key")}


def key_of(place: dict[str, str]) -> VerifierKey:
    return VerifierKey.parse(merit("key", "show", **place).stdout.strip())


def rotations(url: str) -> list[KeyRotated]:
    with closing(PostgresLog.open(url)) as log:
        question = Question((f"log:{NAME}",), (KeyRotated.__name__,))
        facts = [decode(fact) for _, fact in log.load([question], log.head())]
        return [fact for fact in facts if isinstance(fact, KeyRotated)]


def test_a_log_is_sealed_in_three_commands(ledger_database: str, place: dict[str, str]) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, 700)
        made = merit("key", "create", NAME, **place)
        assert made.stdout.startswith(f"{NAME}+")
        sealed = merit("seal", "--once", url=ledger_database, **place)
        assert (sealed.returncode, sealed.stdout[:3]) == (0, "700")
        assert audit(log, Path(place["LEDGER_TILES"]), VerifierKey.parse(made.stdout.strip())) == 700
        again = merit("seal", "--once", url=ledger_database, **place)
        assert again.stdout == sealed.stdout


def test_a_key_is_a_file_that_only_its_user_reads(place: dict[str, str]) -> None:
    assert merit("key", "create", NAME, **place).returncode == 0
    file = Path(place["LEDGER_SEAL_KEY"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    secret = file.read_text()
    again = merit("key", "create", NAME, **place)
    assert again.returncode == 1
    assert "已存在" in again.stderr
    assert file.read_text() == secret
    assert secret.strip().split("+", 4)[-1] not in merit("key", "show", **place).stdout
    file.chmod(0o440)
    loose = merit("key", "show", **place)
    assert (loose.returncode, "chmod 400" in loose.stderr) == (1, True)


@pytest.mark.parametrize("name", ["two words", "a+b", ""])
def test_a_name_is_one_that_a_key_can_have(place: dict[str, str], name: str) -> None:
    assert merit("key", "create", name, **place).returncode == 2


def test_without_a_key_nothing_is_sealed(ledger_database: str, place: dict[str, str]) -> None:
    ran = merit("seal", "--once", url=ledger_database, **place)
    assert ran.returncode == 1
    assert "merit key create" in ran.stderr
    Path(place["LEDGER_SEAL_KEY"]).parent.mkdir()
    Path(place["LEDGER_SEAL_KEY"]).write_text("PRIVATE+KEY+")
    Path(place["LEDGER_SEAL_KEY"]).chmod(0o400)
    assert "holds no key" in merit("seal", "--once", url=ledger_database, **place).stderr


def test_half_a_configuration_is_exit_2(place: dict[str, str]) -> None:
    for name, value in place.items():
        ran = merit("seal", url="host=127.0.0.1 dbname=x", **{name: value})
        assert ran.returncode == 2
        assert "LEDGER_TILES or LEDGER_SEAL_KEY" in ran.stderr


def test_a_folder_that_was_put_back_is_exit_1_in_two_languages(ledger_database: str, place: dict[str, str]) -> None:
    merit("key", "create", NAME, **place)
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, 10)
    assert merit("seal", "--once", url=ledger_database, **place).returncode == 0
    Path(place["LEDGER_TILES"]).rename(Path(place["LEDGER_TILES"]).with_name("away"))
    ran = merit("seal", url=ledger_database, **place)
    assert ran.returncode == 1
    assert "ends at 0 facts, but 10 were signed" in ran.stderr
    assert "已签名 10 条" in ran.stderr


def test_a_key_is_rotated_by_a_checkpoint_of_both(ledger_database: str, place: dict[str, str]) -> None:
    merit("key", "create", NAME, **place)
    old = key_of(place)
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, 10)
    merit("seal", "--once", url=ledger_database, **place)
    rotated = merit("key", "rotate", url=ledger_database, **place)
    new = key_of(place)
    assert (rotated.returncode, rotated.stdout.strip()) == (0, str(new))
    assert new != old
    note = TileStore(Path(place["LEDGER_TILES"])).note() or b""
    assert open_checkpoint(note, old)[0] == open_checkpoint(note, new)[0]
    assert merit("seal", "--once", url=ledger_database, **place).returncode == 0
    assert sorted(file.name for file in Path(place["LEDGER_SEAL_KEY"]).parent.iterdir()) == ["seal-key"]
    assert [(fact.old, fact.new) for fact in rotations(ledger_database)] == [(str(old), str(new))]


def test_a_change_of_keys_that_is_not_recorded_is_not_made(
    ledger_database: str, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    merit("key", "create", NAME, **place)
    old = key_of(place)

    def away(*_: object) -> None:
        raise LogUnavailable("the database is away")

    with monkeypatch.context() as cut:
        cut.setattr(PostgresLog, "record", away)
        assert merit("key", "rotate", url=ledger_database, **place).returncode == 3
    assert key_of(place) == old
    assert merit("seal", "--once", url=ledger_database, **place).returncode == 0
    with monkeypatch.context() as cut:
        cut.setattr(signing_key, "replace", away)  # recorded, and then killed
        assert merit("key", "rotate", url=ledger_database, **place).returncode == 3
    assert merit("key", "rotate", url=ledger_database, **place).returncode == 0
    assert [(fact.old, fact.new) for fact in rotations(ledger_database)] == [(str(old), str(key_of(place)))]
    assert merit("seal", "--once", url=ledger_database, **place).returncode == 0


def test_a_fact_that_waits_too_long_is_exit_1(ledger_database: str, place: dict[str, str]) -> None:
    assert merit("seal", "--check", url=ledger_database).returncode == 0
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, 1)
        assert merit("seal", "--check", url=ledger_database).returncode == 0
        log.execute("alter table ledger.events disable trigger all")
        log.execute("update ledger.events set recorded_at = recorded_at - interval '11 s'")
    late = merit("seal", "--check", url=ledger_database)
    assert late.returncode == 1
    assert "has waited 1" in late.stdout
    merit("key", "create", NAME, **place)
    assert merit("seal", "--once", url=ledger_database, **place).returncode == 0
    assert merit("seal", "--check", url=ledger_database).returncode == 0


def test_a_writer_has_a_key_of_its_own_and_the_sealer_is_told(place: dict[str, str], tmp_path: Path) -> None:
    place |= {"LEDGER_WRITER_KEY": str(tmp_path / "writer-key"), "LEDGER_WRITERS": str(tmp_path / "key" / "writers")}
    assert "merit key create --writer" in merit("key", "show", "--writer", **place).stderr
    made = merit("key", "create", "--writer", "api.example.com/merit", **place).stdout.strip()
    assert merit("key", "show", "--writer", **place).stdout.strip() == made
    assert stat.S_IMODE(Path(place["LEDGER_WRITER_KEY"]).stat().st_mode) == 0o400
    assert not Path(place["LEDGER_SEAL_KEY"]).exists()
    for vkey in (made, made, str(signing.KEY.verifier)):
        assert merit("key", "trust", vkey, **place).returncode == 0
    assert Path(place["LEDGER_WRITERS"]).read_text() == f"{made}\n{signing.KEY.verifier}\n"
    for wrong in ("x", made[:-1], made + "\n" + made, merit("witness", "key", "a", "--folder", str(tmp_path)).stdout):
        assert merit("key", "trust", wrong, **place).returncode == 2


def test_facts_of_nobody_are_exit_1_and_can_be_disowned(ledger_database: str, place: dict[str, str]) -> None:
    merit("key", "create", NAME, **place)
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, 2)
        signing.append(log, signing.listed(3), None)
        append(log, 2)
    ran = merit("seal", "--once", url=ledger_database, **place)
    assert (ran.returncode, "merit seal --disown 3" in ran.stderr) == (1, True)
    assert "位置 3 及其后的事实未封存" in ran.stderr
    checked = merit("seal", "--check", url=ledger_database, **place)
    assert (checked.returncode, "Position 3 is not sealed" in checked.stdout) == (1, True)
    for wrong in ("three", "3-", "-3", "3-x", "3-5-7", ""):
        assert merit("seal", "--disown", wrong, url=ledger_database, **place).returncode == 2
    assert merit("seal", "--disown", "4-5", url=ledger_database, **place).returncode == 1
    assert merit("seal", "--disown", "3-5", url=ledger_database, **place).returncode == 0
    assert merit("seal", "--once", url=ledger_database, **place).stdout[:2] == "7 "
    assert merit("seal", "--check", url=ledger_database, **place).returncode == 0
    log_ = ["verify", "log", "--tiles", place["LEDGER_TILES"], "--key", str(key_of(place)), "--writers", str(WRITERS)]
    assert json.loads(merit(*log_, "--json").stdout)["position"] == 3
    assert json.loads(merit(*log_, "--disowned", "3-5", "--json").stdout)["disowned"] == 3


@pytest.mark.parametrize("content", [None, "x\n", "\xff", f"{signing.KEY.secret()}\n"])
def test_whom_to_trust_must_be_said(
    ledger_database: str, place: dict[str, str], tmp_path: Path, content: str | None
) -> None:
    merit("key", "create", NAME, **place)
    file = tmp_path / "writers"
    if content is not None:
        file.write_text(content, encoding="latin-1")
    ran = merit("seal", "--once", url=ledger_database, LEDGER_WRITERS=str(file), **place)
    assert (ran.returncode, "LEDGER_WRITERS" in ran.stderr) == (2, True)
    assert "PRIVATE" not in ran.stderr
