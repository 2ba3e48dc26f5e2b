"""Expiry: a lot lives 24 months of the company's calendar, and only its unused part lapses, once."""

from datetime import UTC, datetime, timedelta

import pytest
from specs.spec import NOON, Spec, fact, given
from specs.story import FIRE, MUG, completes, points, requested, shanghai, with_points

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.void_completion import VoidCompletion
from ledger.lots import months_later
from ledger.events import PointsEarned, PointsExpired, PointsReversed, RedemptionRefunded, RedemptionRequested
from ledger.policy import DEFAULT_POLICY
from ledger.refusals.rewards import NothingExpired, PointsInsufficient

EXPIRE = ExpirePoints(employee="lin")
REDEEM = RedeemReward(employee="lin", reward="MUG")
ZONE = DEFAULT_POLICY.time_zone
DUE = datetime(2028, 3, 2, 4, 0, tzinfo=UTC)


def redemption(spec: Spec) -> str:
    return requested(spec.when(REDEEM))


def test_points_earned_expire_24_months_later_on_the_same_day() -> None:
    done = RecordCompletion(employee="lin", course="FIRE-1", completion="c-1", source="test")
    earned = given(FIRE).when(done).facts[-1]
    assert isinstance(earned, PointsEarned)
    assert earned.expires_at == DUE


@pytest.mark.parametrize(
    ("earned", "months", "expires"),
    [
        (shanghai(2026, 1, 31), 1, shanghai(2026, 2, 28)),
        (shanghai(2028, 1, 31), 1, shanghai(2028, 2, 29)),
        (shanghai(2028, 2, 29), 24, shanghai(2030, 2, 28)),
        (shanghai(2028, 2, 29), 48, shanghai(2032, 2, 29)),
        (shanghai(2026, 8, 31), 1, shanghai(2026, 9, 30)),
        (shanghai(2026, 12, 31), 2, shanghai(2027, 2, 28)),
        (shanghai(2026, 3, 2, 12), 24, shanghai(2028, 3, 2, 12)),
        # 28 February 16:30 UTC is 1 March in Shanghai.
        (shanghai(2026, 3, 1) + timedelta(minutes=30), 12, shanghai(2027, 3, 1) + timedelta(minutes=30)),
    ],
)
def test_a_month_ends_where_the_companys_calendar_ends_it(earned: datetime, months: int, expires: datetime) -> None:
    assert months_later(earned, months, ZONE) == expires


def test_what_was_earned_on_a_later_day_never_expires_on_an_earlier_one() -> None:
    moments = [shanghai(2028, 1, 28) + timedelta(hours=hours) for hours in range(24 * 5)]
    days = [months_later(moment, 1, ZONE).astimezone(ZONE).date() for moment in moments]
    assert days == sorted(days)


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


def test_points_that_come_back_after_their_date_lapse_at_once_whether_or_not_the_rest_of_the_lot_has() -> None:
    for lapsed in (True, False):
        spec = with_points("lin", 100).given(MUG)
        bought = redemption(spec)
        spec.given(FulfilRedemption(redemption=bought)).at(DUE)
        if lapsed:
            spec.given(EXPIRE)
        spec.later(days=10).when(RefundRedemption(redemption=bought, because="UNUSED"))
        spec.then(fact(RedemptionRefunded, price=30), fact(PointsExpired, points=30, effective_at=spec.now))
        if not lapsed:
            spec.when(EXPIRE).then(fact(PointsExpired, points=70, effective_at=DUE))


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
