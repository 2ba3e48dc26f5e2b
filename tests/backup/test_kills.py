"""kill -9 at any moment, and again: the same end as without."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from backup.scene import Empty, Ledger, files, log, rows
from cli.program import COMMAND, ROOT, environment, merit

from projections.backup import manifest
from projections.backup.refusing import BackupRefused

KILLED, DONE = -9, b"LEDGER_EXISTS"
DYING = [sys.executable, str(Path(__file__).with_name("dying.py"))]
FEW, MANY = 1, 60


def attempts(words: list[str], env: dict[str, str], steps: int, kills: int) -> Iterator[int]:
    """Try, and be killed: at one of so many steps of the program's, or at a moment of the clock's."""
    chance = random.Random(kills)
    for kill in range(kills):
        if kill % 2:
            process = subprocess.Popen([*COMMAND, *words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0.5, 4.0))
            process.kill()
            _, said = process.communicate()
        else:
            path = f"{ROOT}:{ROOT / 'tests'}"
            process = subprocess.Popen(
                [*DYING, str(chance.randint(1, steps)), *words],
                env={**env, "PYTHONPATH": path},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            _, said = process.communicate(timeout=120)
        # Killed when it was done: the next one finds all of it, and leaves it alone.
        done = process.returncode == 1 and DONE in said
        assert process.returncode in {KILLED, 0} or done, said.decode()
        yield 0 if done else process.returncode


KILLS = pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])


@KILLS
def test_a_killed_backup_leaves_nothing_that_looks_like_one(ledger: Ledger, empty: Empty, kills: int) -> None:
    ledger.grow(600)
    target = ledger.folder / "backup"
    codes = []
    for code in attempts(["backup", str(target)], environment(ledger.url, **ledger.places), 8, kills):
        codes.append(code)
        if target.exists():
            assert manifest.read(target, lambda *_: None).facts == 600
            target.rename(ledger.folder / f"whole-{len(codes)}")
    last = ledger.back_up()
    assert [path.name for path in ledger.folder.glob("*.unfinished")] == []
    assert KILLED in codes  # control: some were killed indeed
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
    seen, codes = rows if how == "restore" else log, []
    before, tree = seen(ledger.url), files(ledger.tiles)
    for code in attempts(empty.words(how, source), empty.environment, 40, kills):
        codes.append(code)
        if code == 0:
            assert seen(empty.url) == before
            assert files(empty.tiles) == tree
            assert [path.name for path in ledger.folder.glob("*.unfinished")] == []
            empty.clear()
    assert KILLED in codes  # control: some were killed indeed
    last = merit(*empty.words(how, source), url=empty.url, **empty.places)
    assert (last.returncode, seen(empty.url), files(empty.tiles)) == (0, before, tree), last.stderr
