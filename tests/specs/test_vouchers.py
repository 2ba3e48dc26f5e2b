"""Voucher codes: each is given out once, with the unit it belongs to, and shown once to its owner."""

import pytest
from pydantic import ValidationError
from specs.spec import OPERATOR, Spec, fact, given
from specs.story import MUG, requested, with_points

from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_reward import ListReward
from ledger.decisions.load_vouchers import LoadVouchers
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.show_vouchers import ShowVouchers
from ledger.events import (
    BenefitUsed,
    RedemptionFulfilled,
    RedemptionRefunded,
    VouchersAssigned,
    VouchersLoaded,
    VouchersShown,
)
from ledger.recording import Caller
from ledger.refusals.redemptions import BenefitAlreadyUsed
from ledger.refusals.rewards import RedemptionUnknown, RewardUnknown
from ledger.refusals.vouchers import (
    NoVouchersWanted,
    NoVoucherToShow,
    VoucherOwnerUnnamed,
    VouchersExhausted,
    VouchersKnown,
)

BOOKS = ListReward(reward="BOOKS", title="书券", kind="voucher", price=10, stock=9)
A, B, C = (digit * 64 for digit in "abc")
LIN = Caller("app", on_behalf_of="lin")


def redeemed(units: int, *codes: str) -> tuple[Spec, str]:
    spec = with_points("lin", 90).given(BOOKS)
    if codes:
        spec.given(LoadVouchers(reward="BOOKS", vouchers=codes))
    return spec, requested(spec.when(RedeemReward(employee="lin", reward="BOOKS", units=units)))


def test_codes_are_loaded_once_however_often_the_file_comes() -> None:
    spec = (
        given(BOOKS).when(LoadVouchers(reward="BOOKS", vouchers=(A, B, A))).then(fact(VouchersLoaded, vouchers=(A, B)))
    )
    spec.when(LoadVouchers(reward="BOOKS", vouchers=(B, C))).then(fact(VouchersLoaded, vouchers=(C,)))
    spec.when(LoadVouchers(reward="BOOKS", vouchers=(A, B, C))).refused(VouchersKnown)


def test_only_a_reward_of_codes_has_codes() -> None:
    given(MUG).when(LoadVouchers(reward="MUG", vouchers=(A,))).refused(NoVouchersWanted, reward="MUG")
    given().when(LoadVouchers(reward="BOOKS", vouchers=(A,))).refused(RewardUnknown)
    for wrong in ((), ("a code in the clear",), (A,) * 1_001):
        with pytest.raises(ValidationError):
            LoadVouchers(reward="BOOKS", vouchers=wrong)


def test_a_fulfilled_unit_has_its_code_in_the_same_append_and_no_code_goes_out_twice() -> None:
    spec, redemption = redeemed(3, A, B, C)
    spec.when(FulfilRedemption(redemption=redemption, units=1))
    spec.then(fact(RedemptionFulfilled, units=1), fact(VouchersAssigned, employee="lin", vouchers=(A,)))
    spec.when(FulfilRedemption(redemption=redemption))
    spec.then(fact(RedemptionFulfilled, units=2), fact(VouchersAssigned, vouchers=(B, C)))


def test_without_enough_codes_nothing_is_fulfilled() -> None:
    spec, redemption = redeemed(2, A)
    spec.when(FulfilRedemption(redemption=redemption)).refused(VouchersExhausted, left=1, units=2)
    spec.given(LoadVouchers(reward="BOOKS", vouchers=(B,)))
    spec.when(FulfilRedemption(redemption=redemption)).then(
        fact(RedemptionFulfilled), fact(VouchersAssigned, vouchers=(A, B))
    )


def test_codes_are_shown_once_and_to_their_owner_only() -> None:
    spec, redemption = redeemed(2, A, B)
    show = ShowVouchers(redemption=redemption)
    spec.when(show, by=LIN).refused(NoVoucherToShow)
    spec.given(FulfilRedemption(redemption=redemption))
    for stranger in (Caller("app", on_behalf_of="wu"), Caller("hr-desk", on_behalf_of="han", operator=True)):
        spec.when(show, by=stranger).refused(RedemptionUnknown)
    for program in (OPERATOR, Caller("app")):
        spec.when(show, by=program).refused(VoucherOwnerUnnamed)
    spec.when(show, by=LIN).then(fact(VouchersShown, vouchers=(A, B)), fact(BenefitUsed, units=2))
    spec.when(show, by=LIN).refused(NoVoucherToShow, redemption=redemption)


def test_who_has_seen_a_code_cannot_give_it_back_and_who_has_not_can() -> None:
    spec, redemption = redeemed(2, A, B)
    spec.given(FulfilRedemption(redemption=redemption, units=1)).given(ShowVouchers(redemption=redemption), by=LIN)
    refund = RefundRedemption(redemption=redemption, because="UNUSED")
    spec.when(refund).refused(BenefitAlreadyUsed)
    spec.given(FulfilRedemption(redemption=redemption)).when(refund).then(fact(RedemptionRefunded, units=1))
    # The code that came back is the next one's.
    other = requested(spec.when(RedeemReward(employee="lin", reward="BOOKS")))
    spec.when(FulfilRedemption(redemption=other)).then(
        fact(RedemptionFulfilled), fact(VouchersAssigned, redemption=other, vouchers=(B,))
    )
