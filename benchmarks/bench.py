"""Running the loads: every sample in a fresh database of one server, the sides of a target taking turns."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from math import inf

from benchmarks.children import StuckError
from benchmarks.measure import Effort, Load, Outcome, Reading, Result, Samples, Target
from benchmarks.prepared import Fresh, prepared
from benchmarks.server import Server

TRIES = 3
# Measured together, because they have our side in common.
Group = Sequence[Target]


class Bench:
    """Takes samples, remembers what each load showed when it was tried, and tells what it is doing."""

    def __init__(self, server: Server, effort: Effort, tell: Callable[[str], None]) -> None:
        self._server = server
        self._effort = effort
        self._tell = tell
        self.tried: dict[Load, Result] = {}

    def measure(self, group: Group) -> list[Outcome]:
        """Measure the loads of a group in turns (A B C A B C ...), so that a slow minute hits all of them."""
        with prepared(self._server, self._effort.scale) as fresh:
            chosen = [[self._best(loads, target.reading, fresh) for loads in target.contenders] for target in group]
            shown: dict[Load, list[Result]] = {load: [] for loads in chosen for load in loads}
            for _ in range(self._effort.repeats):
                for load, results in shown.items():
                    results.append(self._sample(load, self._effort, fresh))
        return [
            _outcome(target, [(load, shown[load]) for load in loads])
            for target, loads in zip(group, chosen, strict=True)
        ]

    def try_out(self, loads: Iterable[Load], effort: Effort, fresh: Fresh) -> list[Result]:
        """Run each load once, or recall what it showed: targets share their peers."""
        for load in loads:
            if load not in self.tried:
                self.tried[load] = self._sample(load, effort, fresh)
        return [self.tried[load] for load in loads]

    def _best(self, candidates: Sequence[Load], reading: Reading, fresh: Fresh) -> Load:
        """Pick the load that stands for its side: the one that did best when each was tried once."""
        candidates = _some(candidates, self._effort.tries)
        if len(candidates) == 1:
            return candidates[0]
        return candidates[reading.best(self.try_out(candidates, self._effort.trial, fresh))]

    def _sample(self, load: Load, effort: Effort, fresh: Fresh) -> Result:
        """Run one load once. One that gets stuck may try again; after that it has done nothing."""
        self._tell(load.name)
        for _ in range(TRIES):
            try:
                with fresh(load.side) as database:
                    return load.side.run(database, load.callers, effort)
            except StuckError:
                continue
        return Result(rate_per_second=0.0, p50_ms=inf, p99_ms=inf, errors=load.callers)


def groups_of(targets: Iterable[Target]) -> list[Group]:
    """Put neighbours with the same loads of ours together: ours run once for all of them."""
    return [list(group) for _, group in groupby(targets, lambda target: target.ours)]


def steps_of(group: Group, effort: Effort) -> int:
    """How many samples a group takes at most; fewer if one load turns out best for two targets."""
    contenders = {_some(loads, effort.tries) for target in group for loads in target.contenders}
    tried = {load for loads in contenders if len(loads) > 1 for load in loads}
    return len(tried) + effort.repeats * len(contenders)


def _some(candidates: Sequence[Load], amount: int) -> tuple[Load, ...]:
    """Leave some out, evenly, if there are too many to try."""
    if len(candidates) <= amount:
        return tuple(candidates)
    return tuple(candidates[n * (len(candidates) - 1) // (amount - 1)] for n in range(amount))


def _outcome(target: Target, shown: Iterable[tuple[Load, list[Result]]]) -> Outcome:
    sides = [
        Samples(load.name, [target.reading.of(result) for result in results], sum(result.errors for result in results))
        for load, results in shown
    ]
    if isinstance(target.peer, int | float):
        sides.append(Samples("fixed", [target.peer]))
    return Outcome(target, *sides)
