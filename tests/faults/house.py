"""A whole installation, and callers who go on asking it over HTTP while things happen to it."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path

import httpx
from faults import web
from faults.callers import PEOPLE, REWARDS, SESSION, Answer, Ask, ask_until_answered, mixed
from faults.journal import Journal
from faults.scene import points, rewards, session, set_up
from faults.servers import RECOVERED_WITHIN_SECONDS, Killable, freeze_server, kill_server, recover
from faults.web import Api, Program

from ledger.recording import Command

CROWD = [f"c{n}" for n in range(200)]
CALLERS = 8
NOT_NOW = "not now"


class Load:
    """Callers who go on asking, and how often they were told what."""

    def __init__(self, ask: Ask, journal: Journal) -> None:
        self._ask, self._journal = ask, journal
        self.told: Counter[str] = Counter()
        self.over = False

    async def caller(self, seed: int, slot: str) -> None:
        """Ask mixed things until it is over."""
        for key, command in mixed(seed, slot):
            if self.over:
                return
            await ask_until_answered(self._counted, self._journal, key, command)

    async def more(self, word: str, count: int, seconds: float) -> None:
        """Wait until so many more were told so."""
        goal, give_up_at = self.told[word] + count, time.monotonic() + seconds
        while self.told[word] < goal:
            assert time.monotonic() < give_up_at, self.told
            await asyncio.sleep(0.02)

    async def _counted(self, key: str, command: Command) -> Answer:
        answer = await self._ask(key, command)
        self.told[answer[0] if answer else NOT_NOW] += 1
        return answer


class House:
    """PostgreSQL, API processes, and followers, which get in each other's way."""

    def __init__(
        self, killable: Killable, folder: Path, *, apis: Sequence[Mapping[str, str]] = ({}, {}), followers: int = 2
    ) -> None:
        self.server, self.url = killable
        self.file = folder / "callers"
        self.begun_at = set_up(self.url, scene())
        self.secret = web.token(self.url)
        self.apis = [Api(self.url, folder / f"api-{n}.log", **settings) for n, settings in enumerate(apis)]
        self.followers = [Program(self.url, folder / f"follower-{n}.log", "follow") for n in range(followers)]

    @contextmanager
    def open(self) -> Iterator[None]:
        """Wait until it can be asked, and end what is ours in order."""
        with ExitStack() as after:
            for program in (*self.apis, *self.followers):
                after.callback(program.end)
            for api in self.apis:
                api.wait_until_ready()
            yield

    @asynccontextmanager
    async def asked(self, *apis: Api) -> AsyncIterator[tuple[Ask, Journal]]:
        """Be a program with many callers, who ask these or all."""
        addresses = [api.address for api in apis or self.apis]
        with closing(Journal(self.file)) as journal:
            async with httpx.AsyncClient(limits=web.MANY) as client:
                yield web.asking(client, addresses, self.secret), journal

    async def loaded(self, seed: int, work: Callable[[Load], Awaitable[None]]) -> None:
        """Let callers ask mixed things until the work is done and all of them are answered."""
        async with self.asked() as (ask, journal), asyncio.TaskGroup() as callers:
            load = Load(ask, journal)
            for n in range(CALLERS):
                callers.create_task(load.caller(seed, f"w{n // 2}.{n % 2}"))
            await work(load)
            load.over = True

    def kill_postgres(self) -> None:
        """Kill the whole server and start it again."""
        kill_server(self.server)
        assert recover(self.server) < RECOVERED_WITHIN_SECONDS

    @contextmanager
    def postgres_frozen(self) -> Iterator[None]:
        """Stop the whole server for the length of the block."""
        frozen = freeze_server(self.server)
        try:
            yield
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)

    def revive(self) -> None:
        """Be the supervisor that every installation has."""
        for program in (*self.apis, *self.followers):
            program.revive()


def scene() -> list[Command]:
    """A reward for the crowd, and for the mixed load few people and things, so that all are in each other's way."""
    shelf = [*rewards(["leave"], stock=50), *rewards(REWARDS, stock=40, price=3)]
    return [*shelf, *points([*CROWD, *PEOPLE], 1000), *session(SESSION, seats=6)]
