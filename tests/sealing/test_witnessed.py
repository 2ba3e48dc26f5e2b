"""The published checkpoint carries a witness's cosignature, and what a witness objects to is heard."""

import logging
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
import signing
from audit.served_witness import free_port, made, served
from cli.program import merit
from sealing.scene import KEY, Scene, append, disown_and_seal
from sealing.test_processes import Place, eventually

from projections.audit import signed
from projections.audit.refusing import SealingRefused
from projections.audit.sealer import Sealer
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey, VerifierKey
from projections.audit.tlog.policy import parse_policy
from projections.audit.witness.asking import Witnesses
from projections.audit.witnessed import WitnessedStore, objections


class Witness:
    """A witness of this log, a program of its own that comes and goes, and the policy that names it."""

    def __init__(self, folder: Path, log: SignerKey) -> None:
        self.folder, self.log, self.port = folder, log, free_port()
        self.key: VerifierKey = made(folder)
        self.policy = folder / "policy"
        self.policy.write_text(
            f"log {log.verifier}\nwitness audit {self.key} http://127.0.0.1:{self.port}\nquorum audit\n"
        )
        self._running = ExitStack()

    def comes(self) -> None:
        self._running.enter_context(served(self.folder, self.port, logs=[self.log]))

    def goes(self) -> None:
        self._running.close()

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Have its address take connections, and nobody there to read what is asked."""
        with socket.create_server(("127.0.0.1", self.port)):
            yield

    def store(self, folder: Path) -> WitnessedStore:
        return WitnessedStore(folder, Witnesses(parse_policy(self.policy.read_bytes())))

    def cosigned(self, folder: Path) -> int:
        """The size that the published checkpoint has, if the policy is met."""
        try:
            return parse_policy(self.policy.read_bytes()).open(TileStore(folder).note() or b"")[0].size
        except Invalid:
            return 0


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    came = Witness(tmp_path / "witness", KEY)
    came.comes()
    try:
        yield came
    finally:
        came.goes()


def sealed(scene: Scene, store: WitnessedStore, count: int) -> None:
    """Append and seal, as a sealer does that starts now."""
    scene.append(count)
    sealer = Sealer(scene.connection, store, KEY, writers=[signing.KEY.verifier])
    store.begin(KEY)
    sealer.seal(signed.durable_head(scene.connection))


def test_a_witness_is_away_and_comes_back(ledger_database: str, tmp_path: Path) -> None:
    place = Place(ledger_database, tmp_path)
    witness = Witness(tmp_path / "witness", place.key)
    place.environment["LEDGER_WITNESS_POLICY"] = str(witness.policy)
    check = {name: value for name, value in place.environment.items() if name.startswith("LEDGER_")}
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer():
        append(log, 10)
        eventually(lambda: place.size() == 10)  # which waits for nobody
        ran = merit("seal", "--check", **check)
        assert (ran.returncode, "The witness audit is silent" in ran.stdout) == (0, True)
        witness.comes()
        try:
            eventually(lambda: witness.cosigned(place.tiles) == 10)  # though nothing new was sealed
            append(log, 300)
            eventually(lambda: witness.cosigned(place.tiles) == 310)
        finally:
            witness.goes()
        assert objections(place.tiles) == ({}, {})
        append(log, 1)
        eventually(lambda: place.size() == 311)
        eventually(lambda: "audit" in objections(place.tiles).silent)
    assert "the witness audit is silent" in place.log.read_text()
    assert place.audited() == 311


def test_a_witness_that_cannot_be_heard_holds_up_nothing_and_has_it_all_when_it_can(
    ledger_database: str, tmp_path: Path
) -> None:
    place = Place(ledger_database, tmp_path)
    witness = Witness(tmp_path / "witness", place.key)
    place.environment["LEDGER_WITNESS_POLICY"] = str(witness.policy)
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer():

        def checkpoints() -> int:
            (count,) = log.execute("select count(*) from ledger.checkpoints").fetchone() or (0,)
            return int(count)

        with witness.unheard():
            append(log, 10)
            eventually(lambda: place.size() == 10)
            append(log, 300)
            eventually(lambda: place.size() == 310)
            eventually(lambda: "audit" in objections(place.tiles).silent)
            assert witness.cosigned(place.tiles) == 0
            before = checkpoints()
        witness.comes()
        try:
            eventually(lambda: witness.cosigned(place.tiles) == 310)
        finally:
            witness.goes()
        assert (checkpoints(), objections(place.tiles)) == (before, ({}, {}))
    assert place.audited() == 310


def test_a_history_that_was_rewritten_is_sealed_under_an_alarm(
    scene: Scene, witness: Witness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = scene.store.folder
    sealed(scene, witness.store(folder), 300)
    assert witness.cosigned(folder) == 300
    scene.log.execute(
        "alter table ledger.events disable trigger all; update ledger.events set reason = 'NO' where position = 7;"
        "alter table ledger.checkpoints disable trigger all; delete from ledger.checkpoints"
    )
    shutil.rmtree(folder)
    scene.append(10)
    disown_and_seal(scene.store, scene.seal, scene.head())  # with the right key, by somebody who asks no witness
    with caplog.at_level(logging.ERROR):
        sealed(scene, witness.store(folder), 1)
        sealed(scene, witness.store(folder), 1)
    assert scene.store.checkpoint().size == 312  # the service goes on
    assert witness.cosigned(folder) == 0
    lines = [line for line in caplog.messages if "ALARM: the witness audit refuses" in line]
    assert (len(lines), "422" in lines[0]) == (1, True)
    place = {"LEDGER_TILES": str(folder), "LEDGER_SEAL_KEY": str(tmp_path / "no-key")}
    ran = merit("seal", "--check", url=scene.url, **place)
    assert (ran.returncode, "The witness audit refuses to cosign the log: it answers 422" in ran.stdout) == (1, True)
    assert "见证人 audit 拒绝联署" in ran.stdout


@pytest.mark.parametrize("left", [0, 300])
def test_a_log_that_was_rolled_back_is_not_signed(scene: Scene, witness: Witness, tmp_path: Path, left: int) -> None:
    """Database and folder agree, and the key is right: only a witness remembers."""
    folder = scene.store.folder
    if left:
        sealed(scene, witness.store(folder), left)
        shutil.copytree(folder, tmp_path / "backup")
    sealed(scene, witness.store(folder), 600 - left)
    for table, column in (("events", "position"), ("event_tags", "position"), ("checkpoints", "size")):
        scene.log.execute(f"alter table ledger.{table} disable trigger all".encode())
        scene.log.execute(f"delete from ledger.{table} where {column} > {left}".encode())  # noqa: S608 - ours
    shutil.rmtree(folder)
    if left:
        shutil.copytree(tmp_path / "backup", folder)
    with pytest.raises(SealingRefused, match=f"has cosigned 600 facts, of which {left} are left"):
        sealed(scene, witness.store(folder), 5)
    assert scene.store.checkpoint().size == left


def test_a_policy_that_does_not_name_the_log_is_refused(scene: Scene, tmp_path: Path) -> None:
    witness = Witness(tmp_path / "witness", SignerKey("example.com/merit", KEY.type, b"\7" * 32))
    with pytest.raises(SealingRefused, match="does LEDGER_WITNESS_POLICY name this log's key"):
        sealed(scene, witness.store(scene.store.folder), 5)
    assert scene.store.note() is None
    unreadable = {"LEDGER_TILES": str(tmp_path / "tiles"), "LEDGER_SEAL_KEY": str(tmp_path / "seal-key")}
    merit("key", "create", "example.com/merit", **unreadable)
    for policy in (tmp_path / "nothing", Path(__file__)):
        ran = merit("seal", "--once", url=scene.url, LEDGER_WITNESS_POLICY=str(policy), **unreadable)
        assert (ran.returncode, "LEDGER_WITNESS_POLICY" in ran.stderr) == (2, True)


def test_an_end_between_the_database_and_the_folder_is_made_good(
    scene: Scene, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = witness.store(scene.store.folder)
    sealed(scene, store, 5)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(TileStore, "publish", dies)
        with pytest.raises(KeyboardInterrupt):
            sealed(scene, store, 5)
    sealed(scene, witness.store(scene.store.folder), 0)
    assert witness.cosigned(scene.store.folder) == 10
