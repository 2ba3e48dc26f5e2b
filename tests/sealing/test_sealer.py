"""Facts become leaves under a signed root, whatever the sealer is stopped by."""

import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sealing.audited import audit
from sealing.scene import OTHER_KEY, Scene

from projections.audit import sealer as sealing
from projections.audit.refusing import SealingRefused
from projections.audit.sealer import Sealer
from projections.audit.tlog.checkpoint import open_checkpoint
from projections.audit.tlog.tiles import TileName


def test_every_fact_is_under_the_signed_root(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "AT_MOST", 300)
    for count in (1, 2, 252, 1, 0, 256, 700, 1):
        scene.append(count)
        assert scene.seal().size == scene.head()
        assert audit(scene.log, scene.store.folder, scene.key.verifier) == scene.head()


def test_one_sealer_and_many_sealers_make_the_same_tree(scene: Scene, tmp_path: Path) -> None:
    sealer = scene.sealer()
    for count in (100, 200, 5):
        scene.append(count)
        sealer.seal(scene.head())
    note = scene.store.note()
    scene.log.execute("alter table ledger.checkpoints disable trigger all; delete from ledger.checkpoints")
    again = scene._replace(store=type(scene.store)(tmp_path / "again"))
    again.seal()
    assert again.store.note() == note


def test_with_nothing_to_seal_nothing_is_signed(scene: Scene) -> None:
    assert scene.seal().size == 0
    assert scene.store.note() is None


def test_a_partial_bundle_is_gone_on_with_after_a_restart(scene: Scene) -> None:
    """Without the entries on the disk the next bundle would begin with a hole."""
    scene.append(10)
    scene.seal()
    scene.append(5)
    scene.seal()
    assert len(scene.store.read(TileName(None, 0, 15))) > len(scene.store.read(TileName(None, 0, 10)))
    assert audit(scene.log, scene.store.folder, scene.key.verifier) == 15


def test_a_gap_in_the_log_is_named_and_not_signed(scene: Scene) -> None:
    scene.append(20)
    scene.log.execute("alter table ledger.events disable trigger all; delete from ledger.events where position = 7")
    with pytest.raises(SealingRefused, match="no fact at position 7"):
        scene.seal()
    assert scene.store.note() is None


def test_the_last_fact_may_not_be_missing_either(scene: Scene) -> None:
    scene.append(5)
    with pytest.raises(SealingRefused, match="no fact at position 6"):
        scene.sealer().seal(6)


def test_an_old_folder_put_back_is_refused(scene: Scene, tmp_path: Path) -> None:
    scene.append(300)
    scene.seal()
    shutil.copytree(scene.store.folder, tmp_path / "backup")
    scene.append(300)
    scene.seal()
    shutil.rmtree(scene.store.folder)
    with pytest.raises(SealingRefused, match="ends at 0 facts, but 600 were signed"):
        scene.sealer()
    shutil.copytree(tmp_path / "backup", scene.store.folder, dirs_exist_ok=True)
    with pytest.raises(SealingRefused, match="ends at 300 facts, but 600 were signed"):
        scene.sealer()


def test_an_old_database_put_back_is_refused(scene: Scene) -> None:
    scene.append(300)
    scene.seal()
    scene.log.execute("alter table ledger.checkpoints disable trigger all; delete from ledger.checkpoints")
    with pytest.raises(SealingRefused, match="older than its checkpoints: 300 facts"):
        scene.sealer()


def test_a_database_without_the_last_facts_is_refused(scene: Scene) -> None:
    scene.append(300)
    scene.seal()
    scene.log.execute("alter table ledger.events disable trigger all; delete from ledger.events where position > 299")
    with pytest.raises(SealingRefused, match="older than its checkpoints"):
        scene.sealer()


@pytest.mark.parametrize("file", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44", "checkpoint"])
def test_a_flipped_byte_is_refused(scene: Scene, file: str) -> None:
    scene.append(300)
    scene.seal()
    path = scene.store.folder / file
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(SealingRefused):
        scene.sealer()


def test_another_key_does_not_go_on(scene: Scene) -> None:
    scene.append(3)
    scene.seal()
    with pytest.raises(SealingRefused, match="not signed with this key"):
        Sealer(scene.connection, scene.store, OTHER_KEY)


def test_a_key_is_changed_by_a_checkpoint_of_both(scene: Scene) -> None:
    scene.append(3)
    scene.seal()
    Sealer(scene.connection, scene.store, scene.key, OTHER_KEY).sign()
    for key in (scene.key, OTHER_KEY):
        assert open_checkpoint(scene.store.note() or b"", key.verifier)[0].size == 3
    scene.append(1)
    assert scene._replace(key=OTHER_KEY).seal().size == 4
    with pytest.raises(SealingRefused):
        scene.sealer()


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "place",
    ["projections.audit.durable.put", "projections.audit.durable.sync", "projections.audit.signed.add"],
)
@pytest.mark.parametrize("before", [0, 100, 256])
def test_an_end_at_any_step_is_made_good(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, place: str, before: int
) -> None:
    scene.append(before)
    sealer = scene.seal()
    scene.append(200)
    with monkeypatch.context() as dying:
        dying.setattr(place, _dies)
        with pytest.raises(KeyboardInterrupt):
            sealer.seal(scene.head())
    assert audit(scene.log, scene.store.folder, scene.key.verifier) == before
    scene.append(100)
    assert scene.seal().size == before + 300
    assert audit(scene.log, scene.store.folder, scene.key.verifier) == before + 300


def test_an_end_between_the_database_and_the_folder_is_made_good(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.append(200)
    with monkeypatch.context() as dying:
        dying.setattr(type(scene.store), "publish", _dies)
        with pytest.raises(KeyboardInterrupt):
            scene.seal()
    assert scene.store.note() is None
    assert scene.sealer().size == 200
    assert audit(scene.log, scene.store.folder, scene.key.verifier) == 200


@pytest.mark.parametrize(
    "statement",
    [
        "insert into ledger.checkpoints (size, root, note) values (299, sha256(''), '')",
        "insert into ledger.checkpoints (size, root, note) values (300, sha256(''), '')",
        "update ledger.checkpoints set note = ''",
        "delete from ledger.checkpoints",
        "truncate ledger.checkpoints",
        "update ledger.events set actor = 'x'",
        "delete from ledger.events",
        "select * from office.tokens",
        "create table ledger.mine (x int)",
    ],
)
def test_the_sealer_s_role_takes_nothing_back(scene: Scene, statement: str) -> None:
    scene.append(300)
    scene.seal()
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
        scene.connection.execute(statement.encode())


def test_the_watch_sees_a_backlog_shrink(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "AT_MOST", 100)
    for count in (100, 100, 50):
        scene.append(count)
    seen: list[tuple[int, int]] = []
    watch: Callable[[int, int], None] = lambda done, total: seen.append((done, total))  # noqa: E731 - a function of one expression
    scene.sealer().seal(250, watch)
    assert seen == [(100, 250), (200, 250), (250, 250)]
