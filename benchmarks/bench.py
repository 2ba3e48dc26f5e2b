"""Running the loads: every sample in a fresh database of one server, the sides of a target taking turns."""

from collections.abc import Callable, Sequence
from itertools import count
from math import inf

from benchmarks.children import StuckError
from benchmarks.measure import Effort, Load, Outcome, Reading, Result, Samples, Target
from benchmarks.server import Server

TRIES = 3


class Bench:
    """Takes samples, remembers what each load showed when it was tried, and tells what it is doing."""

    def __init__(self, server: Server, effort: Effort, tell: Callable[[str], None]) -> None:
        self._server = server
        self._effort = effort
        self._tell = tell
        self._numbers = count(1)
        self.tried: dict[Load, Result] = {}

    def sample(self, load: Load, why: str) -> Result:
        """Run one load once. One that gets stuck may try again; after that it has done nothing."""
        self._tell(f"{why}: {load.name}")
        for _ in range(TRIES):
            try:
                return self._run(load)
            except StuckError:
                continue
        return Result(rate_per_second=0.0, p50_ms=inf, p99_ms=inf, errors=load.callers)

    def _run(self, load: Load) -> Result:
        with self._server.database(f"bench_{next(self._numbers)}") as database:
            load.side.setup(database)
            self._server.settle(database)
            return load.side.run(database, load.callers, self._effort)

    def try_out(self, load: Load, why: str) -> Result:
        """Run a load once, or recall what it showed: many targets share their peers."""
        if load not in self.tried:
            self.tried[load] = self.sample(load, why)
        return self.tried[load]

    def best(self, candidates: Sequence[Load], reading: Reading, why: str) -> Load:
        """Pick the load that stands for its side: the one that did best when each was tried once."""
        candidates = _some(candidates, self._effort.tries)
        if len(candidates) == 1:
            return candidates[0]
        return candidates[reading.best([self.try_out(load, why) for load in candidates])]

    def measure(self, target: Target) -> Outcome:
        """Measure both sides of a target in turns (A B A B ...), so that a slow minute hits both."""
        chosen = [self.best(loads, target.reading, target.name) for loads in target.contenders]
        sides = [Samples(load.name) for load in chosen]
        for _ in range(min(target.repeats, self._effort.repeats)):
            for load, samples in zip(chosen, sides, strict=True):
                result = self.sample(load, target.name)
                samples.values.append(target.reading.of(result))
                samples.errors += result.errors
        if isinstance(target.peer, int | float):
            sides.append(Samples("fixed", [target.peer]))
        return Outcome(target, *sides)


def _some(candidates: Sequence[Load], amount: int) -> Sequence[Load]:
    """Leave some out, evenly, if there are too many to try."""
    if len(candidates) <= amount:
        return candidates
    return [candidates[n * (len(candidates) - 1) // (amount - 1)] for n in range(amount)]


def steps_of(targets: Sequence[Target], effort: Effort) -> int:
    """How many samples measuring these targets takes, for the progress bar."""
    contenders = [(target, _some(loads, effort.tries)) for target in targets for loads in target.contenders]
    tried = {load for _, loads in contenders if len(loads) > 1 for load in loads}
    return len(tried) + sum(min(target.repeats, effort.repeats) for target, _ in contenders)
