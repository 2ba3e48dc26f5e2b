"""From a command to its effect in a query: the follower runs in a process of its own, as it does in real use."""

import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from time import perf_counter

import psycopg

from benchmarks.children import answer_of, child
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import employee, opened, reward, stock, wrong_by
from benchmarks.workload import EMPLOYEES, SPREAD_REWARDS
from ledger.decisions.redeem_reward import RedeemReward
from ledger.events import RedemptionRequested
from ledger.recording import Caller
from projections.connecting import connected
from projections.follow import follow
from projections.waiting import wait_for

LOOK = "select 1 from view_redemptions.redemptions where redemption = %s"
# Often enough not to matter, seldom enough to leave the follower the processor.
PAUSE_SECONDS = 0.000_5
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Seeing:
    """One command after the other, each looked for until a query shows it."""

    name: str = "Merit, from command to query"

    def setup(self, database: str, _scale: float) -> None:
        """Give every employee points and every reward stock."""
        stock(database, SPREAD_REWARDS)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Record and look; what does not show within seconds is an error."""
        assert callers == 1, "one caller looks for what it did"
        with child(_follow, database) as follower:
            answer_of(follower)
            latencies, errors = _looking(database, effort.seconds)
            follower.send("stop")
        done = len(latencies) + errors
        return result_of(latencies, effort.seconds, len(latencies), errors + wrong_by(database, done))


def _follow(pipe: "Connection[object, object]", database: str) -> None:
    stop = threading.Event()
    following = threading.Thread(target=follow, args=(database,), kwargs={"stop": stop})
    following.start()
    pipe.send("following")
    pipe.recv()
    stop.set()
    following.join()


def _looking(database: str, seconds: float) -> tuple[list[float], int]:
    ledger, chance = opened(database), Random(1)
    latencies: list[float] = []
    errors = 0
    with psycopg.connect(database, autocommit=True) as reader:
        with connected(database) as waiting:
            assert wait_for(waiting, ledger.log.head(), timeout=60), "the views never caught up"
        until = perf_counter() + seconds
        while perf_counter() < until:
            began = perf_counter()
            done = ledger.record(_drawn(chance), Caller("shop"))
            assert isinstance(done.events[0], RedemptionRequested)
            if _shows(reader, done.events[0].redemption):
                latencies.append(perf_counter() - began)
            else:
                errors += 1
    ledger.close()
    return latencies, errors


def _drawn(chance: Random) -> RedeemReward:
    return RedeemReward(employee=employee(chance.randrange(EMPLOYEES)), reward=reward(chance.randrange(SPREAD_REWARDS)))


def _shows(reader: "psycopg.Connection[tuple[int]]", redemption: str) -> bool:
    deadline = perf_counter() + PATIENCE_SECONDS
    while perf_counter() < deadline:
        if reader.execute(LOOK, [redemption]).fetchone():
            return True
        time.sleep(PAUSE_SECONDS)
    return False
