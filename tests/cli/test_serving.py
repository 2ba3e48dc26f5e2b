"""`merit serve`: one command for API, follower and database, and nothing left behind by any end."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from cli.program import COMMAND, environment, merit

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def eventually(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.1)


def ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready", timeout=5).status_code == 200
    return False


@contextmanager
def serving(home: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)],
            env=environment(LEDGER_HOME=str(home), LEDGER_LOG_FORMAT="json"),
            stderr=lines,
            stdout=lines,
        )
    try:
        eventually(lambda: ready(f"http://127.0.0.1:{port}") or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Give one ledger to all of these: making one takes longer than what is looked at."""
    # Not tmp_path_factory: it would keep the clusters of the last three runs.
    with tempfile.TemporaryDirectory(prefix="merit-") as folder:
        try:
            assert merit("db", "migrate", LEDGER_HOME=folder).returncode == 0
            assert merit("db", "stop", LEDGER_HOME=folder).returncode == 0
            yield Path(folder)
        finally:
            merit("db", "stop", LEDGER_HOME=folder)


def companions(log: Path, word: str) -> list[int]:
    """List the followers or the sealers that were started, oldest first."""
    started = [line for line in map(json.loads, _lines(log)) if line["event"] == "companion_started"]
    return [int(line["pid"]) for line in started if line["companion"] == word]


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # Nobody may have collected it yet where process 1 is no init.
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _lines(log: Path) -> list[str]:
    return [line for line in log.read_text().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("end", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)])
def test_what_was_started_is_stopped_again(home: Path, tmp_path: Path, end: signal.Signals) -> None:
    log = tmp_path / "log"
    with serving(home, log) as (process, _):
        (follower,), (sealer,) = companions(log, "follow"), companions(log, "seal")
        process.send_signal(end)
        assert process.wait(PATIENCE) == 0, log.read_text()
        assert not lives(follower)
        assert not lives(sealer)
        assert merit("db", "status", LEDGER_HOME=str(home)).returncode == 3
        assert "Traceback" not in log.read_text()


def test_a_dead_follower_is_started_again_and_none_outlives_a_killed_parent(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(home, log) as (process, address):
        (first,) = companions(log, "follow")
        os.kill(first, signal.SIGKILL)
        eventually(lambda: len(companions(log, "follow")) > 1)
        second = companions(log, "follow")[-1]
        assert second != first
        assert ready(address)
        (sealer,) = companions(log, "seal")
        process.kill()
        eventually(lambda: not lives(second) and not lives(sealer))


def test_a_database_that_ran_before_runs_on(home: Path, tmp_path: Path) -> None:
    assert merit("db", "start", LEDGER_HOME=str(home)).returncode == 0
    with serving(home, tmp_path / "log") as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert merit("db", "status", LEDGER_HOME=str(home)).returncode == 0
