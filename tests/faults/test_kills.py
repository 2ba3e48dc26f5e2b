"""Kill -9, of writers and of the whole PostgreSQL, under load: what was answered stays, and happened once."""

import random
import time
from pathlib import Path

import pytest
from faults.callers import scene
from faults.processes import all_gone, writer
from faults.scene import set_up
from faults.servers import RECOVERED_WITHIN_SECONDS, Killable, kill_server, recover
from faults.witness import assert_faultless
from faults.writer import Task

WRITERS = 2
CALLERS = 8


@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.soak)])
def test_no_kill_loses_doubles_or_tears_what_was_answered(kills: int, killable: Killable, tmp_path: Path) -> None:
    chance = random.Random(kills)
    begun_at = set_up(killable.url, scene())
    tasks = [Task(killable.url, str(tmp_path / f"writer-{n}"), f"w{n}", CALLERS, seed=kills) for n in range(WRITERS)]
    children = [writer(task) for task in tasks]
    with all_gone(children):
        for n in range(kills):
            time.sleep(chance.uniform(0.3, 1.5))
            if n % 2:
                victim = chance.randrange(WRITERS)
                children[victim].kill()
                children[victim] = writer(tasks[victim])
            else:
                kill_server(killable.server)
                assert recover(killable.server) < RECOVERED_WITHIN_SECONDS
        time.sleep(1)
        for child in children:
            child.finish()
    operations = assert_faultless(killable.url, [Path(task.journal) for task in tasks], begun_at)
    assert len({one.key for one in operations}) > 30 * kills
