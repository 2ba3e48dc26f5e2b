"""Redeeming: points and stock are held at once, the price is frozen, nothing is spent twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError
from specs.spec import Spec, fact, given
from specs.story import MUG, completes, points, requested, with_points

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.events import (
    LotPart,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
    RewardListed,
    RewardRepriced,
    RewardRestocked,
)
from ledger.models.purse import Purse
from ledger.models.shelf import Shelf
from ledger.recording import Caller, Command
from ledger.refusals.rewards import (
    PointsInsufficient,
    PriceUnchanged,
    RedemptionSettled,
    RedemptionUnknown,
    RewardAlreadyListed,
    RewardUnknown,
    StockExhausted,
)

REDEEM = RedeemReward(employee="lin", reward="MUG")
LEAVE = ListReward(reward="LEAVE", title="带薪假期一天", kind="paid_leave", price=100, stock=50)
PREMIUM = ListReward(reward="PREMIUM", title="高端培训课程", kind="course", price=200, stock=5)


def redeemed() -> tuple[Spec, str]:
    spec = with_points("lin", 100).given(MUG).when(REDEEM)
    return spec, requested(spec)


def test_a_redemption_holds_the_price_from_the_lots_it_names() -> None:
    with_points("lin", 100).given(MUG).when(REDEEM).then(
        fact(RedemptionRequested, employee="lin", price=30, lots=(LotPart("learning/completion:c-1", 30),))
    )


def test_who_lacks_points_is_told_how_many() -> None:
    with_points("lin", 29).given(MUG).when(REDEEM).refused(PointsInsufficient, short_by=1, price=30)


def test_the_last_unit_goes_to_one_person_only() -> None:
    with_points("lin", 100).given(MUG, REDEEM, REDEEM).when(REDEEM).refused(StockExhausted, reward="MUG")


def test_an_unknown_reward_cannot_be_redeemed() -> None:
    given().when(REDEEM).refused(RewardUnknown)


def test_a_new_price_does_not_touch_a_request_already_made() -> None:
    spec, redemption = redeemed()
    spec.given(RepriceReward(reward="MUG", price=99)).when(FulfilRedemption(redemption=redemption)).then(
        fact(RedemptionFulfilled, price=30)
    )


def test_a_cancelled_request_gives_points_and_unit_back() -> None:
    spec, redemption = redeemed()
    spec.when(CancelRedemption(redemption=redemption)).then(
        fact(RedemptionCancelled, lots=(LotPart("learning/completion:c-1", 30),))
    )
    spec.given(REDEEM, REDEEM).when(REDEEM).refused(StockExhausted)


def test_a_fulfilled_redemption_cannot_be_cancelled_but_refunded_once() -> None:
    spec, redemption = redeemed()
    spec.given(FulfilRedemption(redemption=redemption))
    spec.when(CancelRedemption(redemption=redemption)).refused(RedemptionSettled, state="fulfilled")
    spec.when(RefundRedemption(redemption=redemption, because="UNUSED")).then(
        fact(RedemptionRefunded, price=30, lots=(LotPart("learning/completion:c-1", 30),))
    )
    spec.when(RefundRedemption(redemption=redemption, because="UNUSED")).refused(RedemptionSettled, state="refunded")


@pytest.mark.parametrize("step", [FulfilRedemption, CancelRedemption, RefundRedemption])
def test_an_unknown_redemption_is_not_found(step: type[Command]) -> None:
    said = {"because": "UNUSED"} if step is RefundRedemption else {}
    given().when(step.model_validate({"redemption": "no-such", **said})).refused(
        RedemptionUnknown, redemption="no-such"
    )


def test_a_request_is_fulfilled_or_cancelled_once_and_never_refunded_before_it_is_fulfilled() -> None:
    spec, redemption = redeemed()
    spec.when(RefundRedemption(redemption=redemption, because="UNUSED")).refused(RedemptionSettled, state="approved")
    spec.given(CancelRedemption(redemption=redemption))
    for step in (CancelRedemption(redemption=redemption), FulfilRedemption(redemption=redemption)):
        spec.when(step).refused(RedemptionSettled, state="cancelled")
    spec, redemption = redeemed()
    spec.given(FulfilRedemption(redemption=redemption))
    spec.when(FulfilRedemption(redemption=redemption)).refused(RedemptionSettled, state="fulfilled")


# The shelf


def test_a_reward_is_listed_with_its_kind_price_and_stock() -> None:
    given().when(MUG).then(fact(RewardListed, reward="MUG", kind="goods", price=30, stock=2))


def test_a_reward_id_is_taken_once() -> None:
    given(MUG).when(MUG).refused(RewardAlreadyListed, reward="MUG")


def test_a_price_and_a_stock_are_above_zero() -> None:
    for wrong in ({"price": 0}, {"price": -1}, {"stock": 0}, {"price": 2**63}):
        with pytest.raises(ValidationError):
            ListReward.model_validate({**MUG.model_dump(), **wrong})


def test_units_that_arrive_can_be_redeemed() -> None:
    spec = with_points("lin", 100).given(MUG, REDEEM, REDEEM)
    spec.when(RestockReward(reward="MUG", units=1)).then(fact(RewardRestocked, reward="MUG", units=1))
    spec.when(REDEEM).then(fact(RedemptionRequested))
    spec.when(REDEEM).refused(StockExhausted)


def test_a_new_price_holds_from_now_on() -> None:
    spec = with_points("lin", 100).given(MUG)
    spec.when(RepriceReward(reward="MUG", price=99)).then(fact(RewardRepriced, price=99))
    spec.when(REDEEM).then(fact(RedemptionRequested, price=99))


def test_a_price_is_changed_to_another_price() -> None:
    given(MUG).when(RepriceReward(reward="MUG", price=30)).refused(PriceUnchanged, price=30)


def test_an_unknown_reward_is_neither_restocked_nor_repriced() -> None:
    given().when(RestockReward(reward="MUG", units=1)).refused(RewardUnknown, reward="MUG")
    given().when(RepriceReward(reward="MUG", price=1)).refused(RewardUnknown)


def test_the_last_unit_comes_back_with_a_cancelled_request_and_with_a_refund() -> None:
    spec = with_points("lin", 100).given(MUG, REDEEM).when(REDEEM)
    redemption = requested(spec)
    spec.given(FulfilRedemption(redemption=redemption))
    spec.given(RefundRedemption(redemption=redemption, because="UNUSED"))
    assert spec.read(Shelf("MUG")).left == 1


# Points


def test_100_points_are_one_day_of_paid_leave() -> None:
    spec = with_points("lin", 100).given(LEAVE).when(RedeemReward(employee="lin", reward="LEAVE"))
    spec.then(fact(RedemptionRequested, price=100))
    assert points(spec, "lin") == (0, 0)


def test_200_points_are_a_premium_course_and_199_are_not() -> None:
    premium = RedeemReward(employee="lin", reward="PREMIUM")
    with_points("lin", 199).given(PREMIUM).when(premium).refused(PointsInsufficient, short_by=1)
    with_points("lin", 200).given(PREMIUM).when(premium).then(fact(RedemptionRequested, price=200))


def test_the_lot_that_expires_first_is_spent_first() -> None:
    """The older activity was recorded later; its lot expires first all the same."""
    spec = with_points("lin", 20).given(MUG)
    early = RecordCompletion(
        employee="lin", course="OLD", completion="old", source="test", at=spec.now - timedelta(days=90)
    )
    spec.given(ListCourse(course="OLD", title="旧课", credits=Decimal(20), minutes=60), early)
    spec.when(REDEEM).then(
        fact(
            RedemptionRequested,
            lots=(LotPart("learning/completion:old", 20), LotPart("learning/completion:c-1", 10)),
        )
    )


def test_a_cancelled_request_over_two_lots_gives_each_its_part_back() -> None:
    spec = completes(with_points("lin", 20), "c-2", credits_=20).given(MUG).when(REDEEM)
    redemption = requested(spec)
    spec.given(CancelRedemption(redemption=redemption))
    assert {lot.left for lot in spec.read(Purse("lin")).lots.values()} == {20}


def test_nobody_cancels_the_redemption_of_another() -> None:
    spec, redemption = redeemed()
    cancel = CancelRedemption(redemption=redemption)
    spec.when(cancel, by=Caller("app", on_behalf_of="wu")).refused(RedemptionUnknown)
    spec.when(cancel, by=Caller("app", on_behalf_of="lin")).then(fact(RedemptionCancelled))
