"""Presence is the union of intervals within the session."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.imports import united, united_minutes

NINE = datetime(2026, 7, 22, 9, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return NINE + timedelta(seconds=seconds)


SECONDS = st.integers(-20, 60)


@given(
    intervals=st.lists(st.tuples(SECONDS, SECONDS), max_size=8),
    length=st.integers(0, 40),
)
def test_it_counts_every_second_once(intervals: list[tuple[int, int]], length: int) -> None:
    naive = {second for begin, end in intervals for second in range(begin, end) if 0 <= second < length}
    assert united([(at(begin), at(end)) for begin, end in intervals], NINE, at(length)) == len(naive)


def test_a_rejoin_during_a_presence_adds_nothing() -> None:
    assert united_minutes([(at(0), at(1800)), (at(600), at(1200))], NINE, at(3600)) == 30


def test_a_minute_that_is_not_full_is_not_counted() -> None:
    assert united_minutes([(at(0), at(119))], NINE, at(3600)) == 1


def test_parts_of_seconds_add_up_before_they_are_cut() -> None:
    half = timedelta(milliseconds=500)
    assert united([(at(0), at(0) + half), (at(5), at(5) + half)], NINE, at(60)) == 1
