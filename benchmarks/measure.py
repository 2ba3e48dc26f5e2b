"""The words a benchmark is written in: sides that do work, loads put on them, and targets comparing two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from statistics import median
from typing import Protocol

REPEATS = 5


@dataclass(frozen=True)
class Effort:
    """How much a run costs."""

    # How long a timed side runs.
    seconds: float
    # How long it runs before, unmeasured: connections open, caches and folds fill, on every side alike.
    warm_up: float
    # The share of its full size that a fixed amount of work has.
    scale: float
    # How often a target is measured.
    repeats: int = REPEATS
    # How many of the loads that may stand for a side are tried; of fewer, the first and the last are among them.
    tries: int = 100

    @property
    def trial(self) -> "Effort":
        """Half of it: enough to choose between loads."""
        return replace(self, seconds=self.seconds / 2, warm_up=self.warm_up / 2)


FULL = Effort(seconds=2.0, warm_up=1.0, scale=1.0)
QUICK = Effort(seconds=0.5, warm_up=0.5, scale=0.02, repeats=1, tries=2)


@dataclass(frozen=True)
class Result:
    """What one run of a side showed. An effect that was lost or doubled counts as an error."""

    rate_per_second: float
    p50_ms: float
    p99_ms: float
    errors: int = 0
    peak_memory_mb: float = 0.0
    p95_ms: float = 0.0


class Side(Protocol):
    """Something that does the work. It keeps nothing between runs: each gets a fresh database."""

    @property
    def name(self) -> str:
        """What the table calls this side."""
        ...

    def setup(self, database: str, scale: float, /) -> None:
        """Fill an empty database (a conninfo string of a superuser) with the state every run starts from."""
        ...

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Do the work with so many callers at once, and stop whatever was started for it."""
        ...


@dataclass(frozen=True)
class Load:
    """A side under a number of concurrent callers."""

    side: Side
    callers: int

    @property
    def name(self) -> str:
        """Say which side and how many callers."""
        return f"{self.side.name}, {self.callers} caller{'s' if self.callers > 1 else ''}"


def loads(sides: Sequence[Side], callers: Sequence[int]) -> tuple[Load, ...]:
    """Every side under every number of callers."""
    return tuple(Load(side, number) for side in sides for number in callers)


@dataclass(frozen=True)
class Reading:
    """The number a target takes from a result."""

    unit: str
    of: Callable[[Result], float]
    more_is_better: bool

    def best(self, results: Sequence[Result]) -> int:
        """Tell which result is the best one. One with errors never beats one without."""
        sign = 1 if self.more_is_better else -1
        return max(range(len(results)), key=lambda i: (results[i].errors == 0, sign * self.of(results[i])))


RATE = Reading("/s", lambda result: result.rate_per_second, more_is_better=True)
P50 = Reading("ms", lambda result: result.p50_ms, more_is_better=False)
P95 = Reading("ms", lambda result: result.p95_ms, more_is_better=False)
P99 = Reading("ms", lambda result: result.p99_ms, more_is_better=False)
MEMORY = Reading("MB", lambda result: result.peak_memory_mb, more_is_better=False)


def seconds_for(amount: int) -> Reading:
    """How long so much work takes at the measured rate."""
    return Reading("s", lambda result: amount / result.rate_per_second, more_is_better=False)


class Bound(Enum):
    """Which side of the wanted ratio is the good one."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True)
class Target:
    """A promise: our number divided by the peer's is at least, or at most, what is wanted.

    Where several loads are given, the best of them stands for the side. A peer may also be a plain number.
    """

    name: str
    meaning: str
    ours: tuple[Load, ...]
    peer: tuple[Load, ...] | float
    reading: Reading
    wanted: float
    bound: Bound = Bound.AT_LEAST

    @property
    def contenders(self) -> tuple[tuple[Load, ...], ...]:
        """The sides that have to run, ours first."""
        return (self.ours,) if isinstance(self.peer, int | float) else (self.ours, self.peer)


@dataclass(frozen=True)
class Outcome:
    """What measuring a target gave."""

    target: Target
    ours: "Samples"
    peer: "Samples"

    @property
    def ratio(self) -> float:
        """Our median divided by the peer's. Nothing at all, which keeps no promise, if the peer never ran."""
        peer = self.peer.median
        return self.ours.median / peer if peer else 0.0

    @property
    def kept(self) -> float:
        """How far the promise is kept: 1 is exactly, 2 is twice as good as promised."""
        if self.target.bound is Bound.AT_LEAST:
            return self.ratio / self.target.wanted
        return self.target.wanted / self.ratio if self.ratio else 0.0

    @property
    def met(self) -> bool:
        """Tell whether the promise holds. One error of ours breaks it, however fast we were."""
        return self.kept >= 1 and self.ours.errors == 0


@dataclass
class Samples:
    """The numbers read from one side's runs."""

    name: str
    values: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def median(self) -> float:
        """The middle value."""
        return median(self.values)


def medians_of(outcome: Outcome) -> tuple[float, float]:
    """Our middle value and the peer's."""
    return outcome.ours.median, outcome.peer.median
