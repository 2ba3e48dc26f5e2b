"""Expiry: a lot lives 24 months of the company's calendar, to the last day's end; its unused part lapses, once."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from specs.spec import NOON, Spec, fact, given
from specs.story import FIRE, MUG, completes, points, requested, shanghai, with_points

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    LotExtended,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.lots import lifetime, months_later
from ledger.models import policies
from ledger.policy import AfterMonths, AtYearEnd, Never, OnDay, PointsPolicy, Policy
from ledger.refusals.rewards import NothingExpired, PointsInsufficient

EXPIRE = ExpirePoints(employee="lin")
REDEEM = RedeemReward(employee="lin", reward="MUG")
Rule = AfterMonths | AtYearEnd | OnDay | Never
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Australia/Lord_Howe",
)
RULES: tuple[Rule, ...] = (
    AfterMonths(months=1),
    AfterMonths(months=13),
    AtYearEnd(),
    OnDay(last_day="2031-12-31"),
    Never(),
)
DUE = shanghai(2028, 3, 3)


def redemption(spec: Spec) -> str:
    return requested(spec.when(REDEEM))


def test_points_earned_last_to_the_end_of_the_same_day_24_months_later() -> None:
    done = RecordCompletion(employee="lin", course="FIRE-1", completion="c-1", source="test")
    earned = given(FIRE).when(done).facts[-1]
    assert isinstance(earned, PointsEarned)
    assert earned.expires_at == DUE


def lapses(earned: datetime, expire: Rule, zone: str = "Asia/Shanghai") -> datetime | None:
    return lifetime(earned, Policy(zone=zone, points=PointsPolicy(expire=expire)))["expires_at"]


@pytest.mark.parametrize(
    ("earned", "months", "last_day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 2), 24, date(2028, 3, 2)),
    ],
)
def test_a_month_ends_where_the_calendar_ends_it(earned: date, months: int, last_day: date) -> None:
    assert months_later(earned, months) == last_day


@pytest.mark.parametrize(
    ("earned", "expire", "expires"),
    [
        (NOON, AfterMonths(months=24), shanghai(2028, 3, 3)),
        (shanghai(2028, 2, 29), AfterMonths(months=12), shanghai(2029, 3, 1)),
        # 28 February 16:30 UTC is 1 March in Shanghai, and a moment before midnight is the day before.
        (shanghai(2026, 3, 1) + timedelta(minutes=30), AfterMonths(months=12), shanghai(2027, 3, 2)),
        (shanghai(2026, 3, 1) - timedelta(microseconds=1), AfterMonths(months=12), shanghai(2027, 3, 1)),
        (NOON, AtYearEnd(), shanghai(2027, 1, 1)),
        (shanghai(2027, 1, 1) - timedelta(microseconds=1), AtYearEnd(), shanghai(2027, 1, 1)),
        (shanghai(2027, 1, 1), AtYearEnd(years_later=1), shanghai(2029, 1, 1)),
        (NOON, OnDay(last_day="2026-06-30"), shanghai(2026, 7, 1)),
        (NOON, Never(), None),
    ],
)
def test_points_lapse_as_the_day_after_their_last_begins(
    earned: datetime, expire: Rule, expires: datetime | None
) -> None:
    assert lapses(earned, expire) == expires


@pytest.mark.parametrize(
    ("zone", "last_day", "expires"),
    [
        # The night clocks are put forward, a day earlier and later: midnight is in another offset.
        ("America/New_York", "2026-03-08", datetime(2026, 3, 9, 4, tzinfo=UTC)),
        ("America/New_York", "2026-03-07", datetime(2026, 3, 8, 5, tzinfo=UTC)),
        ("America/New_York", "2026-11-01", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        # Clocks go from 0:00 to 1:00: the day begins with what follows midnight.
        ("Africa/Cairo", "2026-04-23", datetime(2026, 4, 23, 22, tzinfo=UTC)),
        # Clocks go from 1:00 back to 0:00: of two midnights the first.
        ("Atlantic/Azores", "2026-10-24", datetime(2026, 10, 25, 0, tzinfo=UTC)),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", "2011-12-29", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_the_zone_ends_it(zone: str, last_day: str, expires: datetime) -> None:
    assert lapses(NOON, OnDay(last_day=last_day), zone) == expires


@given_any(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.sampled_from(ZONES), st.sampled_from(RULES))  # noqa: DTZ001 - a zone is added
@settings(max_examples=300, deadline=None)
def test_what_was_earned_later_never_lapses_earlier_and_lapses_by_day(naive: datetime, zone: str, rule: Rule) -> None:
    earned = naive.replace(tzinfo=UTC)
    one, other = lapses(earned, rule, zone), lapses(earned + timedelta(hours=7), rule, zone)
    if one is None or other is None:
        assert one is other
        return
    assert one <= other
    before = (one - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    assert one.astimezone(ZoneInfo(zone)).date() > before


def test_points_can_be_spent_up_to_their_date_and_not_on_it() -> None:
    with_points("lin", 30).given(MUG).at(DUE - timedelta(microseconds=1)).when(REDEEM).then(fact(RedemptionRequested))
    with_points("lin", 30).given(MUG).at(DUE).when(REDEEM).refused(PointsInsufficient, short_by=30)


def test_only_the_unused_part_of_a_lot_expires_dated_on_its_date() -> None:
    spec = with_points("lin", 100).given(MUG, REDEEM).at(DUE + timedelta(days=9))
    spec.when(EXPIRE).then(fact(PointsExpired, points=70, lot="learning/completion:c-1", effective_at=DUE))


def test_every_lot_that_has_reached_its_date_expires_and_the_others_stay() -> None:
    spec = completes(with_points("lin", 100).later(days=1), "c-2", credits_=7).later(days=1)
    spec = completes(spec, "c-3", credits_=5).at(DUE + timedelta(days=1))
    spec.when(EXPIRE).then(fact(PointsExpired, points=100), fact(PointsExpired, points=7))
    assert points(spec, "lin") == (5, 0)


def test_expiry_takes_the_same_however_often_and_however_late_it_runs() -> None:
    once = with_points("lin", 100).at(DUE + timedelta(days=400)).given(EXPIRE)
    often = with_points("lin", 100)
    for day in range(-2, 3):
        often.at(DUE + timedelta(days=day)).when(EXPIRE)
    lapsed = [
        [(stored.effective_at, stored.data) for stored in spec.log.between(1, spec.log.head())
         if stored.type == "PointsExpired"] for spec in (once, often)
    ]  # fmt: skip
    assert lapsed[0] == lapsed[1]
    assert len(lapsed[0]) == 1


def test_nothing_expires_before_its_date_nor_twice() -> None:
    spec = with_points("lin", 100)
    spec.at(DUE - timedelta(microseconds=1)).when(EXPIRE).refused(NothingExpired, employee="lin")
    spec.at(DUE).given(EXPIRE).when(EXPIRE).refused(NothingExpired)
    given().when(EXPIRE).refused(NothingExpired)


def test_points_held_for_a_redemption_do_not_expire_while_they_are_held() -> None:
    spec = with_points("lin", 100).given(MUG)
    held = redemption(spec)
    spec.at(DUE).given(EXPIRE).when(FulfilRedemption(redemption=held))
    assert points(spec, "lin") == (0, 0)


def bought_before_its_date(*, lapsed: bool) -> tuple[Spec, str]:
    """30 of 100 points were spent; ten days have passed since the lot's date, and perhaps a run."""
    spec = with_points("lin", 100).given(MUG)
    bought = redemption(spec)
    spec.given(FulfilRedemption(redemption=bought)).at(DUE)
    if lapsed:
        spec.given(EXPIRE)
    return spec.later(days=10), bought


@pytest.mark.parametrize("lapsed", [True, False])
def test_points_refunded_after_their_date_get_the_policys_grace_and_the_rest_of_the_lot_does_not(
    lapsed: bool,  # noqa: FBT001 - whether a run came by
) -> None:
    spec, bought = bought_before_its_date(lapsed=lapsed)
    # Whole days: the 30th day after the refund's is the last.
    until = shanghai(2028, 4, 13)
    rest = [] if lapsed else [fact(PointsExpired, points=70, effective_at=DUE)]
    spec.when(RefundRedemption(redemption=bought, because="UNUSED")).then(
        *rest,
        fact(RedemptionRefunded, price=30),
        fact(LotExtended, lot="learning/completion:c-1", expires_at=until, effective_at=spec.now),
    )
    assert points(spec, "lin") == (30, 0)
    spec.at(until - timedelta(microseconds=1)).when(EXPIRE).refused(NothingExpired)
    spec.at(until).when(EXPIRE).then(fact(PointsExpired, points=30, effective_at=until))


@pytest.mark.parametrize("lapsed", [True, False])
def test_without_a_grace_points_refunded_after_their_date_lapse_at_once(lapsed: bool) -> None:  # noqa: FBT001 - so too
    spec, bought = bought_before_its_date(lapsed=lapsed)
    rest = [] if lapsed else [fact(PointsExpired, points=70, effective_at=DUE)]
    with patch.object(policies, "DEFAULT_POLICY", Policy(points=PointsPolicy(refund_grace_days=0))):
        spec.when(RefundRedemption(redemption=bought, because="UNUSED"))
    spec.then(*rest, fact(RedemptionRefunded), fact(PointsExpired, points=30, effective_at=spec.now))
    assert points(spec, "lin") == (0, 0)


def test_who_calls_a_request_off_after_its_points_date_gains_no_time() -> None:
    spec = with_points("lin", 100).given(MUG)
    held = redemption(spec)
    spec.at(DUE).given(EXPIRE).later(days=1).when(CancelRedemption(redemption=held))
    assert isinstance(spec.facts[-1], PointsExpired)
    assert points(spec, "lin") == (0, 0)


def test_points_that_come_back_before_their_date_keep_it() -> None:
    spec = with_points("lin", 100).given(MUG)
    held = redemption(spec)
    spec.later(days=3).given(CancelRedemption(redemption=held)).at(DUE).when(EXPIRE)
    spec.then(fact(PointsExpired, points=100, effective_at=DUE))


def test_what_expired_is_not_owed_when_its_lot_is_reversed() -> None:
    spec = with_points("lin", 100).given(MUG, REDEEM).at(DUE).given(EXPIRE)
    spec.when(VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG"))
    assert spec.facts[-1].model_dump(include={"points", "taken", "debt"}) == {"points": 100, "taken": 0, "debt": 30}
    assert isinstance(spec.facts[-1], PointsReversed)


def test_an_old_activity_recorded_late_brings_points_that_have_expired_already() -> None:
    done = RecordCompletion(
        employee="lin", course="FIRE-1", completion="c-1", source="test", at=NOON - timedelta(days=800)
    )
    spec = given(FIRE, done)
    assert points(spec, "lin") == (0, 0)
    spec.when(EXPIRE).then(fact(PointsExpired, points=3))
