"""A process that stops answering in the middle of a commit holds nobody up: the commit is the server's to finish."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from faults.callers import scene
from faults.processes import Child, all_gone, idle_writer, writer
from faults.scene import CODES, caller, points, rewards, set_up
from faults.witness import assert_faultless
from faults.writer import Task

from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.restock_reward import RestockReward
from ledger.log import postgres
from ledger.log.connections import datastore
from ledger.log.log import LogUnavailable
from ledger.log.postgres import PostgresLog
from ledger.writing import Ledger

LOCK = "select pg_advisory_lock(7001, 1)"
UNLOCK = "select pg_advisory_unlock(7001, 1)"
WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


@contextmanager
def appends_held_up(url: str) -> Iterator[psycopg.Connection]:
    """Take the lock that every append takes, so that one can be caught in the act."""
    with psycopg.connect(url, autocommit=True) as holder:
        holder.execute(LOCK)
        yield holder


def until(true: Callable[[], bool]) -> None:
    """Wait for it, but not for ever."""
    give_up_at = time.monotonic() + 10
    while not true():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


def test_a_writer_stopped_while_its_append_runs_holds_nobody_up(ledger_database: str, tmp_path: Path) -> None:
    begun_at = set_up(ledger_database, [*rewards(["leave"], stock=9), *points(["lin"], 9)])
    command = RedeemReward(employee="lin", reward="leave")
    plan = (("k", "RedeemReward", command.model_dump(mode="json")),)
    task = Task(ledger_database, str(tmp_path / "stopped"), "w", plan=plan)
    other = Ledger(PostgresLog.open(ledger_database), codes=CODES)
    child = idle_writer()
    with all_gone([child]):
        with appends_held_up(ledger_database) as holder:
            child.tell(task.line())
            child.wait_for("ready")
            child.tell("go")
            until(lambda: holder.execute(WAITING).fetchone() == (1,))
            child.pause()
            holder.execute(UNLOCK)
        # Stopped, it cannot even read its answer; all the same its append is stored, and the lock is free.
        until(lambda: other.log.head() == begun_at + 1)
        begun = time.monotonic()
        mine = other.record(RestockReward(reward="leave", units=1), caller("mine"))
        assert mine.first == begun_at + 2
        assert time.monotonic() - begun < 1
        repeat = other.record(command, caller("k"))
        assert (repeat.first, repeat.repeat) == (begun_at + 1, True)
        child.resume()
        child.wait_for("done")
        child.finish()
    other.close()


def test_a_lock_that_is_never_let_go_makes_the_log_unavailable_and_loses_nothing(
    ledger_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "APPEND_SECONDS", 1.0)
    begun_at = set_up(ledger_database, rewards(["leave"], stock=9))
    ledger = Ledger(PostgresLog(datastore(ledger_database), patience=1.0), codes=CODES)
    command = RestockReward(reward="leave", units=1)
    with appends_held_up(ledger_database) as holder:
        begun = time.monotonic()
        with pytest.raises(LogUnavailable):
            ledger.record(command, caller("k"))
        assert time.monotonic() - begun < 5
        # Nor do sendings that nobody waits for pile up in the server until no connection is left.
        until(lambda: holder.execute(WAITING).fetchone() == (0,))
    assert ledger.record(command, caller("k")).first == begun_at + 1
    assert ledger.log.head() == begun_at + 1
    ledger.close()


@pytest.mark.parametrize("pauses", [3, pytest.param(50, marks=pytest.mark.soak)])
def test_writers_stopped_anywhere_under_load_delay_only_their_own_callers(
    ledger_database: str, tmp_path: Path, pauses: int
) -> None:
    begun_at = set_up(ledger_database, scene())
    tasks = [Task(ledger_database, str(tmp_path / f"w{n}"), f"w{n}", callers=4, seed=pauses) for n in range(2)]
    children: list[Child] = [writer(task) for task in tasks]
    log = PostgresLog.open(ledger_database)
    with all_gone(children):
        for n in range(pauses):
            time.sleep(0.2)
            children[n % 2].pause()
            before = log.head()
            until(lambda: log.head() > before + 20)  # noqa: B023 - waited for in this round
            children[n % 2].resume()
        for child in children:
            child.finish()
    log.close()
    assert_faultless(ledger_database, [Path(task.journal) for task in tasks], begun_at)
