"""A great many different people and one process: what it remembers of them must stay bounded."""

import asyncio
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

import uvloop

from api.http import create_app
from benchmarks.children import answer_of, child
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import employee, opened, reward, stock, wrong_by
from ledger.decisions.redeem_reward import RedeemReward
from ledger.recording import Caller
from ledger.writing import Ledger

AT_ONCE = 256
# A sign of life so often, because many people take longer than a child may be silent.
PEOPLE_A_SIGN = 5_000


@dataclass(frozen=True)
class PassingBy:
    """Everybody redeems once through one API process's ledger."""

    people: int
    name: str = "Merit, people passing by"

    def setup(self, database: str, scale: float) -> None:
        """Give everybody points and the reward stock."""
        stock(database, 1, self._people(scale))

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Let everybody pass, then read the process's highest mark."""
        assert callers == 1, "there is one process to watch"
        people = self._people(effort.scale)
        began = perf_counter()
        with child(_work, (database, people)) as pipe:
            while isinstance(said := answer_of(pipe), str):
                pass
        took = perf_counter() - began
        errors = wrong_by(database, people)
        return Result(people / took, took * 1_000, took * 1_000, errors, peak_memory_mb=said)

    def _people(self, scale: float) -> int:
        return round(self.people * scale)


def _work(pipe: "Connection[object, object]", task: tuple[str, int]) -> None:
    database, people = task
    ledger = opened(database)
    # Not called, but there: the API's own modules and tables of routes are part of what the process needs.
    create_app(ledger, database)
    uvloop.run(_everybody(pipe, ledger, iter(range(people))))
    ledger.close()
    pipe.send(_peak_mb())


async def _everybody(pipe: "Connection[object, object]", ledger: Ledger, people: Iterator[int]) -> None:
    async def pass_by() -> None:
        for number in people:
            await ledger.submit((RedeemReward(employee=employee(number), reward=reward(0)),), Caller("shop"))
            if number % PEOPLE_A_SIGN == 0:
                pipe.send("alive")

    await asyncio.gather(*(pass_by() for _ in range(AT_ONCE)))


def _peak_mb() -> float:
    """Read the most memory this process ever had."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux `getrusage` also counts the process that started this one
        kilobytes = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return kilobytes / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024
