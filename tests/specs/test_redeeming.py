"""Redeeming: points and stock are held at once, the price is frozen, nothing is spent twice."""

from specs.spec import Spec, fact, given
from specs.story import MUG, with_points

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reprice_reward import RepriceReward
from ledger.events import (
    LotPart,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.refusals import PointsInsufficient, RedemptionSettled, RedemptionUnknown, RewardUnknown, StockExhausted

REDEEM = RedeemReward(employee="lin", reward="MUG")


def redeemed() -> tuple[Spec, str]:
    spec = with_points("lin", 100).given(MUG).when(REDEEM)
    return spec, spec.facts[0].redemption


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


def test_an_unknown_redemption_is_not_found() -> None:
    given().when(FulfilRedemption(redemption="no-such")).refused(RedemptionUnknown)
