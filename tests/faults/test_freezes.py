"""Any process stopped where it stands, and going on later: only its own callers wait, and nothing is lost."""

import asyncio
from pathlib import Path

import pytest
from faults.callers import REWARDS, ask_until_answered
from faults.house import NOT_NOW, House, Load
from faults.linearizable import RECORDED
from faults.sealed import Sealing
from faults.views import assert_views_equal_a_rebuild
from faults.witness import assert_faultless

from ledger.decisions.restock_reward import RestockReward

BESIDE = RestockReward(reward=REWARDS[0], units=1)
ASLEEP_SECONDS = 1.0
GOES_ON_WITHIN_SECONDS = 10
PATIENCE_SECONDS = 60


@pytest.mark.soak
@pytest.mark.parametrize("rounds", [10])
def test_stopped_processes_hold_up_nobody_but_their_own_callers(house: House, rounds: int, tmp_path: Path) -> None:
    sealer = Sealing(house.url, tmp_path, tmp_path / "tiles")

    async def freeze_in_turn(load: Load) -> None:
        for n in range(rounds):
            for program in (house.apis[n % 2], house.followers[n % 2], sealer):
                # A follower or sealer that came up while the server was frozen has ended, as supervisors know.
                program.revive()
                program.freeze()
                # Callers of the one that stands still wait; whoever asks the other does not.
                async with house.asked(house.apis[1 - n % 2]) as (ask, journal), asyncio.timeout(PATIENCE_SECONDS):
                    await ask_until_answered(ask, journal, f"{n}-beside-{program.process.pid}", BESIDE)
                await asyncio.sleep(ASLEEP_SECONDS)
                program.thaw()
            with house.postgres_frozen():
                await load.more(NOT_NOW, 1, PATIENCE_SECONDS)
            await load.more(RECORDED, 1, GOES_ON_WITHIN_SECONDS)

    with sealer.gone():
        sealer.catch_up()
        asyncio.run(house.loaded(rounds, freeze_in_turn))
        sealer.catch_up()
    assert assert_faultless(house.url, [house.file], house.begun_at, compared=False)
    assert sealer.audited() > house.begun_at
    assert_views_equal_a_rebuild(house.url)
