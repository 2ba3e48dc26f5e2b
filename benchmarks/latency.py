"""From single latencies to a result."""

from collections.abc import Sequence
from math import ceil

from benchmarks.measure import Result


def percentile(ordered: Sequence[float], share: float) -> float:
    """Take the smallest value that so large a share of the values does not exceed."""
    if not ordered:
        return 0.0
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def result_of(latencies: Sequence[float], seconds: float, done: int, errors: int) -> Result:
    """Sum up a run: latencies in seconds, and how much was done within how many seconds."""
    ordered = sorted(latencies)
    return Result(
        rate_per_second=done / seconds,
        p50_ms=percentile(ordered, 0.50) * 1_000,
        p99_ms=percentile(ordered, 0.99) * 1_000,
        errors=errors,
        p95_ms=percentile(ordered, 0.95) * 1_000,
    )
