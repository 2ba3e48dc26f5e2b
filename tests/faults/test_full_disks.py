"""No room is left: whoever asks is told so, what was answered stays, and with room again it goes on by itself."""

import asyncio
import contextlib
import time
from collections import Counter
from pathlib import Path

import httpx
import psycopg
import pytest
from cli.program import merit
from faults import web
from faults.callers import PEOPLE, REWARDS, SESSION, Answer, Ask, ask_until_answered, mixed
from faults.disks import disk
from faults.journal import Journal
from faults.scene import points, rewards, session, set_up
from faults.sealed import Sealing, until
from faults.servers import new_database, server_in
from faults.web import Api
from faults.witness import assert_faultless
from psycopg import OperationalError
from sealing.scene import append

from api.cli import sealing
from api.cli.exits import DONE, REFUSED
from ledger.recording import Command

CALLERS = 6
GOES_ON_WITHIN_SECONDS = 10
PATIENCE_SECONDS = 60


def scene() -> list[Command]:
    """Few people and things, so that everybody is in everybody's way."""
    return [*rewards(REWARDS, stock=40, price=3), *points(PEOPLE, 1000), *session(SESSION, seats=6)]


class Crowd:
    """Callers who go on asking, and how often they were recorded, refused, or told to come again."""

    def __init__(self, ask: Ask, journal: Journal) -> None:
        self._ask, self._journal = ask, journal
        self.told: Counter[str] = Counter()
        self.over = False

    async def caller(self, slot: str) -> None:
        """Ask mixed things until it is over."""
        for key, command in mixed(1, slot):
            if self.over:
                return
            await ask_until_answered(self._noted, self._journal, key, command)

    async def more(self, word: str, count: int, seconds: float) -> float:
        """Wait until so many more were told so; say how long it took."""
        goal, begun = self.told[word] + count, time.monotonic()
        while self.told[word] < goal:
            assert time.monotonic() - begun < seconds, self.told
            await asyncio.sleep(0.02)
        return time.monotonic() - begun

    async def _noted(self, key: str, command: Command) -> Answer:
        answer = await self._ask(key, command)
        self.told[answer[0] if answer else "NOT_NOW"] += 1
        return answer


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.soak)])
def test_a_database_without_room_refuses_loses_nothing_and_goes_on(times: int, tmp_path: Path) -> None:
    with disk(300) as full, server_in(full.folder / "postgres") as server:
        url = new_database(server).url
        begun_at = set_up(url, scene())
        file, secret, api = tmp_path / "callers", web.token(url), Api(url, tmp_path / "api.log")

        async def ask_all_the_while() -> None:
            with contextlib.closing(Journal(file)) as journal:
                async with httpx.AsyncClient() as client, asyncio.TaskGroup() as callers:
                    await no_room(Crowd(web.asking(client, [api.address], secret), journal), callers)

        async def no_room(crowd: Crowd, callers: asyncio.TaskGroup) -> None:
            for n in range(CALLERS):
                callers.create_task(crowd.caller(f"w0.{n}"))
            for _ in range(times):
                await crowd.more("RECORDED", 20, PATIENCE_SECONDS)
                full.fill()
                await crowd.more("NOT_NOW", 1, PATIENCE_SECONDS)
                # First there is no room for facts; then none for the WAL, which ends the server.
                await asyncio.to_thread(begin_another_file_of_the_wal, url)
                await crowd.more("NOT_NOW", 1, PATIENCE_SECONDS)
                assert server.status() != "running"
                full.free()
                await asyncio.to_thread(server.start)
                await crowd.more("RECORDED", 1, GOES_ON_WITHIN_SECONDS)
            crowd.over = True

        with api.gone():
            api.wait_until_ready()
            asyncio.run(ask_all_the_while())
        assert assert_faultless(url, [file], begun_at, compared=False)


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
