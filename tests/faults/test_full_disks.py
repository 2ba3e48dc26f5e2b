"""No room is left: whoever asks is told so, what was answered stays, and with room again it goes on by itself."""

import asyncio
import contextlib
import time
from pathlib import Path

import psycopg
import pytest
from cli.program import merit
from faults.disks import disk
from faults.house import NOT_NOW, House, Load
from faults.linearizable import RECORDED
from faults.sealed import Sealing, until
from faults.servers import new_database, server_in
from faults.witness import assert_faultless
from psycopg import OperationalError
from sealing.scene import append

from api.cli import sealing
from api.cli.exits import DONE, REFUSED

GOES_ON_WITHIN_SECONDS = 10
PATIENCE_SECONDS = 60


@pytest.mark.parametrize("times", [pytest.param(5, marks=pytest.mark.soak)])
def test_a_database_without_room_refuses_loses_nothing_and_goes_on(times: int, tmp_path: Path) -> None:
    with disk(300) as full, server_in(full.folder / "postgres") as server:
        house = House(new_database(server), tmp_path, apis=[{}], followers=0)

        async def take_the_room(load: Load) -> None:
            for n in range(times):
                await load.more(RECORDED, 20, PATIENCE_SECONDS)
                full.fill()
                if n == 0:  # later there is room in the files that were made before
                    await load.more(NOT_NOW, 1, PATIENCE_SECONDS)
                # First there is no room for facts; then none for the WAL, which ends the server.
                await asyncio.to_thread(begin_another_file_of_the_wal, house.url)
                await load.more(NOT_NOW, 1, PATIENCE_SECONDS)
                assert server.status() != "running"
                full.free()
                await asyncio.to_thread(server.start)
                await load.more(RECORDED, 1, GOES_ON_WITHIN_SECONDS)

        with house.open():
            asyncio.run(house.loaded(times, take_the_room))
        assert assert_faultless(house.url, [house.file], house.begun_at, compared=False)


def begin_another_file_of_the_wal(url: str) -> None:
    with contextlib.suppress(OperationalError), psycopg.connect(url, autocommit=True) as admin:
        for _ in range(100):
            admin.execute("select pg_switch_wal(), pg_logical_emit_message(true, '', '')")


def test_a_folder_of_tiles_without_room_stops_the_sealer_and_nobody_else(
    ledger_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "WAITED_TOO_LONG", 1.0)
    with disk(16) as full, psycopg.connect(ledger_database, autocommit=True) as log:
        sealer = Sealing(ledger_database, tmp_path, full.folder / "tiles")
        with sealer.gone():
            append(log, 300)
            sealed = sealer.catch_up()
            full.fill()
            for _ in range(3):
                append(log, 300)
            until(lambda: "No space left" in sealer.said(), PATIENCE_SECONDS, sealer.said)
            time.sleep(1)
            assert sealer.size() == sealed
            assert merit("seal", "--check", url=ledger_database).returncode == REFUSED
            append(log, 1)
            full.free()
            until(lambda: sealer.size() == sealed + 901, GOES_ON_WITHIN_SECONDS, sealer.said)
            assert merit("seal", "--check", url=ledger_database).returncode == DONE
            assert sealer.process.poll() is None
        assert sealer.audited() == sealed + 901
