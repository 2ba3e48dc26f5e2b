"""How long somebody was there: the union of joining and rejoining, within the session."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]

SECOND = timedelta(seconds=1)


def united(intervals: Iterable[Interval], start: datetime, end: datetime) -> int:
    """Count the whole seconds of the session covered by at least one interval."""
    covered = timedelta(0)
    reached = start
    for joined, left in sorted(intervals):
        begin, finish = max(joined, reached), min(left, end)
        if finish > begin:
            covered += finish - begin
            reached = finish
    return covered // SECOND


def united_minutes(intervals: Iterable[Interval], start: datetime, end: datetime) -> int:
    """Count the full minutes of the session covered by at least one interval."""
    return united(intervals, start, end) // 60
