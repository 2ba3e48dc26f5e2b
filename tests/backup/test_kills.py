"""kill -9 at any moment, and again: the same end as without."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from backup.scene import Empty, Ledger, files, log, rows
from cli.program import COMMAND, ROOT, environment

from projections.backup import manifest
from projections.backup.refusing import BackupRefused

KILLED = -9
DYING = [sys.executable, str(Path(__file__).with_name("dying.py"))]
FEW, MANY = 2, 60


def attempts(words: list[str], env: dict[str, str], chance: random.Random, kills: int) -> Iterator[int]:
    """Try, and be killed: at a step of the program's, or at a moment of the clock's."""
    for kill in range(kills):
        if kill % 2:
            process = subprocess.Popen([*COMMAND, *words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0.5, 4.0))
            process.kill()
            process.communicate()
        else:
            path = f"{ROOT}:{ROOT / 'tests'}"
            process = subprocess.Popen(
                [*DYING, str(chance.randint(1, 30)), *words],
                env={**env, "PYTHONPATH": path},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            process.communicate(timeout=120)
        yield process.returncode
    last = subprocess.run([*COMMAND, *words], env=env, capture_output=True, check=False, timeout=120)
    assert last.returncode in {0, 1}, last.stderr
    yield last.returncode


KILLS = pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])


@KILLS
def test_a_killed_backup_leaves_nothing_that_looks_like_one(ledger: Ledger, empty: Empty, kills: int) -> None:
    ledger.grow(600)
    target = ledger.folder / "backup"
    whole = 0
    env = environment(ledger.url, **ledger.places)
    for code in attempts(["backup", str(target)], env, random.Random(kills), kills):
        whole += code == KILLED
        if target.exists():
            assert manifest.read(target, lambda *_: None).facts == 600
            target.rename(ledger.folder / f"whole-{whole}-{code}")
    assert whole  # control: some were killed indeed
    last = max(ledger.folder.glob("whole-*"), key=lambda path: path.stat().st_mtime)
    assert empty.restore(last).returncode == 0
    assert rows(empty.url) == rows(ledger.url)
    (last / manifest.FILE).unlink()
    with pytest.raises(BackupRefused):  # control: half of one is seen
        manifest.read(last, lambda *_: None)


@KILLS
@pytest.mark.parametrize("how", ["restore", "rebuild-from-copy"])
def test_a_killed_way_back_comes_to_the_same_end(ledger: Ledger, empty: Empty, how: str, kills: int) -> None:
    ledger.grow(600)
    source = ledger.back_up() if how == "restore" else ledger.copy()
    killed = 0
    for code in attempts(empty.words(how, source), empty.environment, random.Random(kills), kills):
        killed += code == KILLED
        if code == 0:
            break
    assert killed  # control: some were killed indeed
    seen = rows if how == "restore" else log
    assert seen(empty.url) == seen(ledger.url)
    assert files(empty.tiles) == files(ledger.tiles)
    assert [path.name for path in ledger.folder.glob("*.unfinished")] == []
    used = empty.restore(source) if how == "restore" else empty.rebuild(source)
    assert (used.returncode, "LEDGER_EXISTS" in used.stderr) == (1, True)  # it is finished: nobody begins again
