"""Through HTTP as in the process: races are exact, kills lose nothing, and the views follow."""

import asyncio
import random
from collections import Counter

import pytest
from faults.callers import ask_until_answered
from faults.house import CROWD, House, Load
from faults.linearizable import RECORDED
from faults.views import assert_views_equal_a_rebuild
from faults.witness import assert_faultless

from ledger.decisions.redeem_reward import RedeemReward


async def crowd(house: House) -> None:
    """Two hundred people want the same thing at the same moment."""
    async with house.asked() as (ask, journal):
        wanting = [RedeemReward(employee=one, reward="leave") for one in CROWD]
        await asyncio.gather(*(ask_until_answered(ask, journal, f"k{n}", one) for n, one in enumerate(wanting)))


@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.soak)])
def test_over_http_races_are_exact_kills_lose_nothing_and_the_views_follow(house: House, kills: int) -> None:
    chance = random.Random(kills)
    asyncio.run(crowd(house))
    raced = assert_faultless(house.url, [house.file], house.begun_at, compared=False)
    assert Counter(one.outcome for one in raced) == {RECORDED: 50, "STOCK_EXHAUSTED": 150}

    async def kill_in_turn(_: Load) -> None:
        for n in range(kills):
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            victim = [house.apis[n % 2].kill_and_restart, house.followers[n % 2].kill_and_restart, house.kill_postgres][
                n % 3
            ]
            await asyncio.to_thread(victim)
            house.revive()
        for api in house.apis:
            await asyncio.to_thread(api.wait_until_ready)
        await asyncio.sleep(1)
        house.revive()

    asyncio.run(house.loaded(kills, kill_in_turn))
    operations = assert_faultless(house.url, [house.file], house.begun_at, compared=False)
    assert len({one.key for one in operations}) > len(CROWD) + 10 * kills
    assert_views_equal_a_rebuild(house.url)
