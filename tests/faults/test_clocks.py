"""Clocks that are wrong, and turned back: the log has an order and a time of its own."""

import asyncio
import tempfile
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from faults.clocks import Clock
from faults.house import House, Load
from faults.linearizable import RECORDED
from faults.servers import new_database, server_in
from faults.witness import assert_faultless

PATIENCE_SECONDS = 60
TIMES = "select effective_at, recorded_at from ledger.events where position > %s order by position"


@pytest.mark.soak
@pytest.mark.parametrize("turns", [10])
def test_no_clock_moves_the_log_s_time_back(turns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead, behind, base = (Clock(tmp_path / name, by) for name, by in {"a": "+1d", "b": "-1d", "c": "+0"}.items())
    with tempfile.TemporaryDirectory(prefix="merit-") as home, monkeypatch.context() as server_s:
        for name, value in base.settings.items():
            server_s.setenv(name, value)
        with server_in(Path(home)) as server:
            server_s.undo()
            house = House(new_database(server), tmp_path, apis=[ahead.settings, behind.settings], followers=0)

            async def turn_back(load: Load) -> None:
                for n in range(turns):
                    base.set("+0" if n % 2 else "-1d")
                    await load.more(RECORDED, 20, PATIENCE_SECONDS)

            with house.open():
                asyncio.run(house.loaded(turns, turn_back))
            # Positions without a hole and a `recorded_at` that never steps back are part of this.
            assert assert_faultless(house.url, [house.file], house.begun_at, compared=False)
            with psycopg.connect(house.url) as connection:
                times = connection.execute(TIMES, [house.begun_at]).fetchall()
    effective, recorded = zip(*times, strict=True)
    assert any(later < earlier for earlier, later in pairwise(effective))
    assert (max(effective) - min(effective)).days >= 1
    assert (max(recorded) - min(recorded)).days == 0
