"""The primary dies and a standby takes its place: nothing is lost that a commit waited for, or that was signed."""

import random
import time
from pathlib import Path

import psycopg
import pytest
from faults.callers import scene
from faults.processes import all_gone, writer
from faults.scene import set_up
from faults.sealed import Sealing
from faults.servers import freeze_server
from faults.standby import pair
from faults.witness import assert_faultless, flaws_of
from faults.writer import Task

from ledger.log.connections import PATIENCE_SECONDS
from projections import bookmarks

WRITERS = 2
CALLERS = 8
# Long enough for a ledger to lose its patience, and for its callers to ask again.
CUTTING_SECONDS = PATIENCE_SECONDS + 3
CUT_SHORT = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'"


def tasks(url: str, folder: Path) -> list[Task]:
    return [Task(url, str(folder / f"w{n}"), f"w{n}", CALLERS, seed=1) for n in range(WRITERS)]


@pytest.mark.parametrize("failovers", [pytest.param(10, marks=pytest.mark.soak)])
def test_with_a_synchronous_standby_no_failover_loses_what_was_answered_or_signed(
    failovers: int, tmp_path: Path
) -> None:
    chance = random.Random(failovers)
    with pair(synchronous=True) as both:
        begun_at = set_up(both.url, scene())
        working = tasks(both.url, tmp_path)
        sealer = Sealing(both.url, tmp_path, tmp_path / "tiles")
        children = [writer(task) for task in working]
        with all_gone(children), sealer.gone():
            for _ in range(failovers):
                sealer.catch_up()
                time.sleep(chance.uniform(0.5, 1.5))
                both.fail_over()
                with psycopg.connect(both.primary.url) as now:
                    assert sealer.size() <= bookmarks.head(now)
                both.attach("sync")
            for child in children:
                child.finish()
            sealer.catch_up()
        operations = assert_faultless(both.url, [Path(task.journal) for task in working], begun_at)
        assert len({one.key for one in operations}) > 30 * failovers
        assert sealer.audited() > begun_at
        assert "Traceback" not in sealer.said()


def test_a_wait_for_a_standby_that_is_cut_short_is_no_answer(tmp_path: Path) -> None:
    """The commit is there for all to see and only on this server: neither it nor a repeat may be answered for."""
    with pair(synchronous=True) as both:
        begun_at = set_up(both.url, scene())
        working = tasks(both.url, tmp_path)
        children = [writer(task) for task in working]
        with all_gone(children):
            time.sleep(0.5)
            freeze_server(both.standby)
            with psycopg.connect(both.primary.url, autocommit=True) as admin:
                cut, until_then = 0, time.monotonic() + CUTTING_SECONDS
                while time.monotonic() < until_then:
                    cut += admin.execute(CUT_SHORT).rowcount
                    time.sleep(0.05)
        assert cut > 2
        both.lose_both()
        assert flaws_of(both.url, [Path(task.journal) for task in working], begun_at) == []


@pytest.mark.soak
def test_control_a_standby_that_nobody_waits_for_loses_what_was_answered(tmp_path: Path) -> None:
    with pair(synchronous=False) as both:
        begun_at = set_up(both.url, scene())
        working = tasks(both.url, tmp_path)
        children = [writer(task) for task in working]
        with all_gone(children):
            time.sleep(1)
            freeze_server(both.standby)
            time.sleep(0.3)
        both.lose_both()
        flaws = flaws_of(both.url, [Path(task.journal) for task in working], begun_at)
        assert "LOST" in {flaw.kind for flaw in flaws}
