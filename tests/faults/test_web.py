"""Through HTTP as in the process: races are exact, kills lose nothing, and the views follow."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from faults import web
from faults.callers import PEOPLE, REWARDS, SESSION, Ask, ask_until_answered, mixed
from faults.journal import Journal
from faults.linearizable import RECORDED
from faults.scene import points, rewards, session, set_up
from faults.servers import RECOVERED_WITHIN_SECONDS, Killable, kill_server, recover
from faults.views import assert_views_equal_a_rebuild
from faults.web import Api, Program
from faults.witness import assert_faultless

from ledger.decisions.redeem_reward import RedeemReward
from ledger.recording import Command

CROWD = [f"c{n}" for n in range(200)]
CALLERS = 8


class House:
    """A whole installation: PostgreSQL, two API processes, a follower."""

    def __init__(self, killable: Killable, folder: Path) -> None:
        self.server, self.url = killable
        self.file = folder / "callers"
        self.begun_at = set_up(self.url, scene())
        self.secret = web.token(self.url)
        self.apis = [Api(self.url, folder / f"api-{n}.log") for n in range(2)]
        self.follower = Program(self.url, folder / "follower.log", "follow")

    def wait_until_ready(self) -> None:
        """Wait until it can be asked."""
        for api in self.apis:
            api.wait_until_ready()

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[tuple[Ask, Journal]]:
        """Be a program with many callers."""
        journal = Journal(self.file)
        async with httpx.AsyncClient(limits=web.MANY) as client:
            yield web.asking(client, [api.address for api in self.apis], self.secret), journal
        journal.close()

    def kill_postgres(self) -> None:
        """Kill the whole server and start it again."""
        kill_server(self.server)
        assert recover(self.server) < RECOVERED_WITHIN_SECONDS

    def revive(self) -> None:
        """Be the supervisor that every installation has."""
        for program in (*self.apis, self.follower):
            program.revive()

    def end(self) -> None:
        """End what is ours in order."""
        for program in (*self.apis, self.follower):
            program.end()


def scene() -> list[Command]:
    """A reward for the crowd, and for the mixed load few people and things."""
    shelf = [*rewards(["leave"], stock=50), *rewards(REWARDS, stock=40, price=3)]
    return [*shelf, *points([*CROWD, *PEOPLE], 1000), *session(SESSION, seats=6)]


@pytest.fixture
def house(killable: Killable, tmp_path: Path) -> Iterator[House]:
    house = House(killable, tmp_path)
    try:
        house.wait_until_ready()
        yield house
    finally:
        house.end()


async def crowd(house: House) -> None:
    """Two hundred people want the same thing at the same moment."""
    async with house.asked() as (ask, journal):
        wanting = [RedeemReward(employee=one, reward="leave") for one in CROWD]
        await asyncio.gather(*(ask_until_answered(ask, journal, f"k{n}", one) for n, one in enumerate(wanting)))


async def load_while(house: House, seed: int, work: Callable[[], Awaitable[None]]) -> None:
    """Let callers ask mixed things until the work is done and all of them are answered."""
    over = False

    async def ask_mixed(ask: Ask, journal: Journal, slot: str) -> None:
        for key, command in mixed(seed, slot):
            if over:
                return
            await ask_until_answered(ask, journal, key, command)

    async with house.asked() as (ask, journal), asyncio.TaskGroup() as callers:
        for n in range(CALLERS):
            callers.create_task(ask_mixed(ask, journal, f"w{n // 2}.{n % 2}"))
        await work()
        over = True


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.soak)])
def test_over_http_races_are_exact_kills_lose_nothing_and_the_views_follow(house: House, kills: int) -> None:
    chance = random.Random(kills)
    asyncio.run(crowd(house))
    raced = assert_faultless(house.url, [house.file], house.begun_at, compared=False)
    assert Counter(one.outcome for one in raced) == {RECORDED: 50, "STOCK_EXHAUSTED": 150}

    async def kill_in_turn() -> None:
        for n in range(kills):
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            victim = [house.apis[n % 2].kill_and_restart, house.follower.kill_and_restart, house.kill_postgres][n % 3]
            await asyncio.to_thread(victim)
            house.revive()
        for api in house.apis:
            await asyncio.to_thread(api.wait_until_ready)
        await asyncio.sleep(1)
        house.revive()

    asyncio.run(load_while(house, kills, kill_in_turn))
    operations = assert_faultless(house.url, [house.file], house.begun_at, compared=False)
    assert len({one.key for one in operations}) > len(CROWD) + 10 * kills
    assert_views_equal_a_rebuild(house.url)
