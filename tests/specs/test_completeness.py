"""Completeness: what a day adds up to and everybody's year are said once, when they are over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import ValidationError
from specs.books import closing, shut
from specs.spec import NOON, OPERATOR, Spec, fact, given
from specs.story import shanghai

from ledger.decisions.record_control_totals import RecordControlTotals
from ledger.decisions.record_view_digests import RecordViewDigests
from ledger.decisions.seal_period import SealPeriod
from ledger.events import ControlTotalsRecorded, PeriodSealed, Totals, ViewDigest, ViewDigestsRecorded
from ledger.refusals.periods import (
    PeriodAlreadySealed,
    PeriodEmpty,
    PeriodNotClosed,
    PeriodNotOver,
    TotalsAlreadyRecorded,
    TotalsOutOfOrder,
)
from ledger.refusals.requests import IdempotencyConflict

FIGURES = ("points_earned", "points_expired", "points_reversed", "points_spent", "points_refunded", "redemptions")
NOTHING = Totals.model_validate(
    {"facts": {}, "credits_awarded": "0.00", "credits_reversed": "0.00", **dict.fromkeys(FIGURES, 0)}
)
SUNDAY = RecordControlTotals(period="2026-03-01", first=1, last=9, day=NOTHING, total=NOTHING)
MONDAY = SUNDAY.model_copy(update={"period": "2026-03-02", "first": 10, "last": 12})
SEAL = SealPeriod(period="2025", as_of=100, people=3, root="ab" * 32)


def test_a_day_that_is_over_has_control_totals_dated_at_its_end() -> None:
    given().when(SUNDAY).then(
        fact(ControlTotalsRecorded, period="2026-03-01", first=1, last=9, effective_at=shanghai(2026, 3, 2))
    )


def test_a_day_ends_at_midnight_of_the_company() -> None:
    spec = given(SUNDAY).at(shanghai(2026, 3, 3) - timedelta(microseconds=1))
    spec.when(MONDAY).refused(PeriodNotOver, period="2026-03-02")
    spec.at(shanghai(2026, 3, 3)).when(MONDAY).then(fact(ControlTotalsRecorded, first=10, last=12))


def test_a_day_has_one_control_total() -> None:
    given(SUNDAY).when(SUNDAY).refused(TotalsAlreadyRecorded, period="2026-03-01", last=9)


def test_totals_recorded_twice_at_once_are_one_request_and_others_a_conflict() -> None:
    by = OPERATOR._replace(request="totals:2026-03-01")
    spec = given(SUNDAY, by=by)
    spec.when(SUNDAY, by=by).then()
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record(SUNDAY.model_copy(update={"last": 8}), by)


@pytest.mark.parametrize("first", [1, 9, 11])
def test_each_day_begins_where_the_day_before_ended(first: int) -> None:
    spec = given(SUNDAY).later(days=1)
    spec.when(MONDAY.model_copy(update={"first": first})).refused(TotalsOutOfOrder, first=first, expected=10)


def test_the_first_day_begins_with_the_first_fact() -> None:
    given().when(SUNDAY.model_copy(update={"first": 2})).refused(TotalsOutOfOrder, first=2, expected=1)


def test_a_day_without_facts_ends_before_it_begins() -> None:
    spec = given(SUNDAY).later(days=1)
    spec.when(MONDAY.model_copy(update={"last": 8})).refused(TotalsOutOfOrder)
    spec.when(MONDAY.model_copy(update={"last": 9})).then(fact(ControlTotalsRecorded, first=10, last=9))


def test_a_year_that_two_people_closed_is_sealed_with_its_bounds() -> None:
    shut(given(), NOON, "2025").when(SEAL).then(
        fact(
            PeriodSealed,
            period="2025",
            begins=shanghai(2025, 1, 1),
            ends=shanghai(2026, 1, 1),
            as_of=100,
            people=3,
            root="ab" * 32,
            effective_at=NOON,
        )
    )


def test_a_year_is_sealed_once() -> None:
    again = SEAL.model_copy(update={"as_of": 200, "root": "cd" * 32})
    spec = shut(given(), NOON, "2025").given(SEAL)
    spec.when(again).refused(PeriodAlreadySealed, period="2025", as_of=100)


@pytest.mark.parametrize("stage", [given, lambda: closing(given(), NOON, "2025")])
def test_a_year_is_sealed_only_once_it_is_closed(stage: Callable[[], Spec]) -> None:
    stage().when(SEAL).refused(PeriodNotClosed, period="2025")


def test_a_year_of_nobody_cannot_be_sealed() -> None:
    empty = SEAL.model_copy(update={"people": 0})
    shut(given(), NOON, "2025").when(empty).refused(PeriodEmpty, period="2025")


@pytest.mark.parametrize("period", ["", "25", "1969", "2190", "2025-01", "２０２５", "2025\n"])
def test_a_year_has_four_digits(period: str) -> None:
    with pytest.raises(ValidationError):
        SealPeriod.model_validate({**SEAL.model_dump(), "period": period})


@pytest.mark.parametrize("period", ["", "2026", "2026-02-30", "2026-3-1", "2199-01-01", "1969-12-31", "2026-03-01\n"])
def test_a_day_is_one_of_the_calendar(period: str) -> None:
    with pytest.raises(ValidationError):
        RecordControlTotals.model_validate({**SUNDAY.model_dump(), "period": period})


def test_digests_of_views_are_recorded_as_they_were_found() -> None:
    digest = ViewDigest("balances", 1, 100, "ab" * 32)
    given().when(RecordViewDigests(views=(digest,))).then(fact(ViewDigestsRecorded, views=(digest,)))
    with pytest.raises(ValidationError):
        RecordViewDigests(views=())
