"""Redemptions through the ledger, from one writer process or several on one database."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from time import perf_counter

import uvloop

from benchmarks.children import answer_of, child
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import employee, opened, reward, stock, wrong_by
from benchmarks.workload import EMPLOYEES
from ledger.decisions.redeem_reward import RedeemReward
from ledger.recording import Caller
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

SHOP = Caller("shop")


@dataclass(frozen=True)
class Redeeming:
    """Callers on `Ledger.submit`, as the API has them; a single one on `Ledger.record`, as a script has it."""

    rewards: int
    processes: int = 1

    @property
    def name(self) -> str:
        """Say over how many rewards, and from how many processes."""
        rewards = f"{self.rewards} reward{'s' if self.rewards > 1 else ''}"
        return f"Merit, {rewards}, {self.processes} process{'es' if self.processes > 1 else ''}"

    def setup(self, database: str, _scale: float) -> None:
        """Give every employee points and every reward stock."""
        stock(database, self.rewards)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Share the callers among the processes, let them all go at once, and check what they did."""
        processes = min(self.processes, callers)
        share = callers // processes
        jobs = [_Job(database, share, self.rewards, effort, number) for number in range(processes)]
        with ExitStack() as children:
            pipes = [children.enter_context(child(_work, job)) for job in jobs]
            for pipe in pipes:
                answer_of(pipe)
            for pipe in pipes:
                pipe.send("go")
            tallies: list[_Tally] = [answer_of(pipe) for pipe in pipes]
        latencies = [latency for tally in tallies for latency in tally.latencies]
        errors = sum(tally.errors for tally in tallies) + wrong_by(database, sum(tally.done for tally in tallies))
        return result_of(latencies, effort.seconds, sum(tally.in_time for tally in tallies), errors)


@dataclass(frozen=True)
class _Job:
    database: str
    callers: int
    rewards: int
    effort: Effort
    number: int

    def chances(self) -> list[Random]:
        """Give every caller dice of its own."""
        return [Random(seed) for seed in range(self.number * self.callers, (self.number + 1) * self.callers)]

    def command(self, chance: Random) -> RedeemReward:
        """Draw the next redemption."""
        return RedeemReward(
            employee=employee(chance.randrange(EMPLOYEES)), reward=reward(chance.randrange(self.rewards))
        )


class _Tally:
    """What the callers of one process did."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.done = 0
        self.in_time = 0
        self.errors = 0

    def count(self, began: float, deadline: float) -> None:
        """Count a success."""
        now = perf_counter()
        self.done += 1
        self.in_time += now <= deadline
        self.latencies.append(now - began)


def _work(pipe: "Connection[object, object]", job: _Job) -> None:
    ledger, tally = opened(job.database), _Tally()
    if job.callers == 1:
        _alone(pipe, job, ledger, tally)
    else:
        uvloop.run(_together(pipe, job, ledger, tally))
    ledger.close()
    pipe.send(tally)


def _alone(pipe: "Connection[object, object]", job: _Job, ledger: Ledger, tally: _Tally) -> None:
    (chance,) = job.chances()

    def redeem(deadline: float) -> None:
        began = perf_counter()
        try:
            ledger.record(job.command(chance), SHOP)
        except Refused:
            tally.errors += 1
        else:
            tally.count(began, deadline)

    warm = perf_counter() + job.effort.warm_up
    while perf_counter() < warm:
        redeem(0.0)
    deadline = _let_go(pipe, job, tally)
    while perf_counter() < deadline:
        redeem(deadline)


async def _together(pipe: "Connection[object, object]", job: _Job, ledger: Ledger, tally: _Tally) -> None:
    async def redeem(chance: Random, deadline: float) -> None:
        began = perf_counter()
        try:
            await ledger.submit((job.command(chance),), SHOP)
        except Refused:
            tally.errors += 1
        else:
            tally.count(began, deadline)

    async def until(chance: Random, deadline: float) -> None:
        while perf_counter() < deadline:
            await redeem(chance, deadline)

    chances = job.chances()
    warm = perf_counter() + job.effort.warm_up
    await asyncio.gather(*(until(chance, warm) for chance in chances))
    deadline = _let_go(pipe, job, tally)
    await asyncio.gather(*(until(chance, deadline) for chance in chances))


def _let_go(pipe: "Connection[object, object]", job: _Job, tally: _Tally) -> float:
    """Wait until every process is ready; give the moment at which to stop."""
    tally.latencies.clear()
    tally.in_time = 0
    pipe.send("ready")
    pipe.recv()
    return perf_counter() + job.effort.seconds
