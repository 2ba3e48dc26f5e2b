"""Callers of a Python library: threads in one process or two, all let go at the same moment."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from threading import Lock, Thread
from time import perf_counter
from typing import Protocol

import psycopg
from eventsourcing.persistence import PersistenceError

from benchmarks.children import answer_of, child
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.workload import EMPLOYEES

# A caller that loses the race this often in a row has been failed by the design, and counts as an error.
ATTEMPTS = 1_000
_COUNTING = Lock()


class GaveUpError(Exception):
    """A redemption lost every one of its attempts."""


class Shop(Protocol):
    """The library as a user's process holds it."""

    def redeem(self, employee: int, reward: int) -> None:
        """Do one redemption, starting over as often as it takes."""
        ...

    def close(self) -> None:
        """Give the connections back."""
        ...


# Opens the shop of a database for a number of threads. It crosses into another process: a name in a module.
OpenShop = Callable[[str, int], Shop]


@dataclass(frozen=True)
class ThreadedSide:
    """A library called by threads, as a web application would call it."""

    kind: str
    open_shop: OpenShop
    fill: Callable[[str], None]
    count_redemptions: str
    rewards: int
    processes: int = 1

    @property
    def name(self) -> str:
        """Say what is called, over how many rewards, and from how many processes."""
        rewards = f"{self.rewards} reward{'s' if self.rewards > 1 else ''}"
        return f"{self.kind}, {rewards}, {self.processes} process{'es' if self.processes > 1 else ''}"

    def setup(self, database: str, _scale: float) -> None:
        """Give every employee points and every reward stock."""
        with child(_fill, (self.fill, database)) as pipe:
            answer_of(pipe)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Share the callers among the processes, let them all go at once, and check what they did."""
        processes = min(self.processes, callers)
        share = callers // processes
        jobs = [_Job(self.open_shop, database, share, self.rewards, effort, number) for number in range(processes)]
        with ExitStack() as children:
            pipes = [children.enter_context(child(_run_process, job)) for job in jobs]
            for pipe in pipes:
                answer_of(pipe)
            for pipe in pipes:
                pipe.send("go")
            tallies: list[_Tally] = [answer_of(pipe) for pipe in pipes]
        return self._result(database, tallies, effort.seconds)

    def _result(self, database: str, tallies: list["_Tally"], seconds: float) -> Result:
        latencies = [latency for tally in tallies for latency in tally.latencies]
        done = sum(tally.done for tally in tallies)
        with psycopg.connect(database) as connection:
            recorded = connection.execute(self.count_redemptions.encode()).fetchone()
        lost_or_doubled = abs((recorded[0] if recorded else 0) - done)
        errors = sum(tally.errors for tally in tallies) + lost_or_doubled
        return result_of(latencies, seconds, sum(tally.in_time for tally in tallies), errors)


@dataclass(frozen=True)
class _Job:
    open_shop: OpenShop
    database: str
    threads: int
    rewards: int
    effort: Effort
    number: int


class _Tally:
    """What the threads of one process did."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.done = 0
        self.in_time = 0
        self.errors = 0


def _fill(pipe: "Connection[object, object]", task: tuple[Callable[[str], None], str]) -> None:
    fill, database = task
    fill(database)
    pipe.send("filled")


def _run_process(pipe: "Connection[object, object]", job: _Job) -> None:
    shop = job.open_shop(job.database, job.threads)
    tally = _Tally()
    warm = perf_counter() + job.effort.warm_up
    _in_threads(job, lambda chance: _until(warm, shop, chance, job.rewards, tally))
    tally.latencies.clear()
    tally.in_time = 0
    pipe.send("ready")
    pipe.recv()
    deadline = perf_counter() + job.effort.seconds
    _in_threads(job, lambda chance: _until(deadline, shop, chance, job.rewards, tally))
    shop.close()
    pipe.send(tally)


def _in_threads(job: _Job, work: Callable[[Random], object]) -> None:
    seeds = range(job.number * job.threads, (job.number + 1) * job.threads)
    threads = [Thread(target=work, args=(Random(seed),)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _until(deadline: float, shop: Shop, chance: Random, rewards: int, tally: _Tally) -> None:
    while perf_counter() < deadline:
        succeeded = _attempt(shop, chance, rewards, tally)
        if succeeded and perf_counter() <= deadline:
            with _COUNTING:
                tally.in_time += 1


def _attempt(shop: Shop, chance: Random, rewards: int, tally: _Tally) -> bool:
    began = perf_counter()
    try:
        shop.redeem(chance.randrange(EMPLOYEES), chance.randrange(rewards))
    except (PersistenceError, GaveUpError):
        with _COUNTING:
            tally.errors += 1
        return False
    with _COUNTING:
        tally.done += 1
        tally.latencies.append(perf_counter() - began)
    return True
