"""The sealer as a process: killed again and again, two at once, a database that goes away."""

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from cli.program import COMMAND, environment, merit
from sealing.audited import audit
from sealing.scene import append

from projections.audit import signing_key
from projections.audit.sealing import LOOK, SECONDS
from projections.audit.store import TileStore

PATIENCE = 60


def eventually(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


class Place:
    """A database, a folder and a key for sealers of their own process."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.tiles, self.log = url, folder / "tiles", folder / "log"
        self.key = signing_key.create(folder / "seal-key", "example.com/merit")
        self.environment = environment(url, LEDGER_TILES=str(self.tiles), LEDGER_SEAL_KEY=str(folder / "seal-key"))
        self.log.touch()

    @contextmanager
    def sealer(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Start one; however the spec ends, it is gone."""
        with self.log.open("ab") as lines:
            process = subprocess.Popen([*COMMAND, "seal"], env=self.environment, stdout=lines, stderr=lines)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def size(self) -> int:
        return TileStore(self.tiles).checkpoint().size

    def audited(self) -> int:
        with psycopg.connect(self.url) as connection:
            return audit(connection, self.tiles, self.key.verifier)


@pytest.fixture
def place(ledger_database: str, tmp_path: Path) -> Place:
    return Place(ledger_database, tmp_path)


@pytest.mark.parametrize("kills", [1, pytest.param(200, marks=pytest.mark.soak)])
def test_kill_9_again_and_again(place: Place, kills: int) -> None:
    chance = random.Random(kills)
    with psycopg.connect(place.url, autocommit=True) as log:
        for _ in range(kills):
            before = place.size()
            with place.sealer() as process:
                # Killed while it seals: facts arrive until it has begun, and for a little while after.
                end = None
                append(log, chance.choice((10, 300, 3000)))
                while end is None or time.monotonic() < end:
                    append(log, chance.choice((1, 3, 20)))
                    if end is None and place.size() > before:
                        end = time.monotonic() + chance.uniform(0, 0.8)
                    assert process.poll() is None, place.log.read_text()
                    time.sleep(chance.uniform(0, 0.05))
                process.send_signal(signal.SIGKILL)
                process.wait()
            assert place.size() > before
        with place.sealer():
            row = log.execute("select max(position) from ledger.events").fetchone()
            assert row
            eventually(lambda: place.size() == row[0])
    assert place.audited() == row[0]
    assert "Traceback" not in place.log.read_text()


def test_of_two_sealers_one_waits_and_takes_over(place: Place) -> None:
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer() as first:
        append(log, 1)
        eventually(lambda: place.size() == 1)
        with place.sealer() as second:
            eventually(lambda: "another sealer is at work" in place.log.read_text())
            os.kill(first.pid, signal.SIGSTOP)
            append(log, 1)
            time.sleep(2)
            assert place.size() == 1  # the one that was stopped is still the one
            first.kill()
            eventually(lambda: place.size() == 2)
            append(log, 300)
            eventually(lambda: place.size() == 302)
            assert second.poll() is None
    assert place.audited() == 302


@pytest.mark.soak
def test_facts_are_sealed_within_two_seconds(place: Place) -> None:
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer():
        append(log, 1)
        eventually(lambda: place.size() == 1)
        lags = []
        for count in range(2, 22):
            append(log, 1)
            begun = time.monotonic()
            eventually(lambda count=count: place.size() >= count)  # type: ignore[misc]
            lags.append(time.monotonic() - begun)
        assert sorted(lags)[-2] <= 2.0


def test_a_forged_fact_is_an_alarm_and_no_end(place: Place) -> None:
    forged = b"""insert into ledger.events
        select position + 1, type, version, data, tags, effective_at, recorded_at, actor, null, request
          from ledger.events order by position desc limit 1"""
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer() as process:
        append(log, 2)
        eventually(lambda: place.size() == 2)
        log.execute("alter table ledger.events disable trigger all")
        log.execute(forged)
        begun = time.monotonic()
        eventually(lambda: "Position 3 is not sealed" in place.log.read_text())
        assert time.monotonic() - begun <= 2 * (SECONDS + LOOK)
        append(log, 2)
        time.sleep(2 * SECONDS)
        assert place.size() == 2
        assert place.log.read_text().count("Position 3 is not sealed") == 1  # said once
        assert merit("seal", "--check", **place.environment).returncode == 1
        log.execute("delete from ledger.events where position >= 3")
        append(log, 1)
        eventually(lambda: place.size() == 3)
        assert process.poll() is None
        assert merit("seal", "--check", **place.environment).returncode == 0
    assert place.audited() == 3


def test_a_lost_connection_is_found_again(place: Place) -> None:
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer() as process:
        append(log, 1)
        eventually(lambda: place.size() == 1)
        log.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'merit seal'")
        append(log, 1)
        eventually(lambda: place.size() == 2)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert re.search("cannot seal for", place.log.read_text())
