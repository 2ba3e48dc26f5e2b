"""The catalogue: what is offered to whom and when, at which price, how much of it, and how many there are."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError
from specs.spec import NOON, Spec, fact, given
from specs.story import MUG, completes, requested, shanghai, with_points

from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.limit_reward import LimitReward
from ledger.decisions.list_reward import ListReward
from ledger.decisions.offer_reward import OfferReward
from ledger.decisions.recount_reward import RecountReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.relist_reward import RelistReward
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.retire_reward import RetireReward
from ledger.decisions.watch_stock import WatchStock
from ledger.decisions.write_off_stock import WriteOffStock
from ledger.events import (
    BatchWrittenOff,
    PositionAssigned,
    RedemptionRequested,
    RewardLimited,
    RewardOffered,
    RewardRecounted,
    RewardRelisted,
    RewardRepriced,
    RewardRestocked,
    RewardRetired,
    StockRanLow,
    StockWatched,
)
from ledger.models.shelf import Shelf
from ledger.recording import Caller
from ledger.refusals.catalogue import PositionUnchanged
from ledger.refusals.refused import Refused
from ledger.refusals.rewards import PriceUnchanged, RewardUnknown, StockExhausted
from ledger.refusals.shelf import (
    BatchKnown,
    BatchPast,
    LimitReached,
    LimitUnchanged,
    NothingToWriteOff,
    NotInAudience,
    OfferEndsFirst,
    OfferUnchanged,
    PriceInThePast,
    RewardEnded,
    RewardIsRetired,
    RewardNotBegun,
    RewardOnOffer,
    StockAsCounted,
    StockBelowHeld,
    StockUnlimited,
    StockWatchUnchanged,
)

REDEEM = RedeemReward(employee="lin", reward="MUG")
LEAVE = ListReward(reward="LEAVE", title="带薪假期一天", kind="paid_leave", price=10)
LIN = Caller("app", on_behalf_of="lin")
TOMORROW, FRIDAY = NOON + timedelta(days=1), NOON + timedelta(days=4)
BATCH = RestockReward(reward="MUG", units=3, batch="B-7", good_until=FRIDAY)


def rich(*commands: ListReward) -> Spec:
    """Lin and Mei with a thousand points each."""
    return completes(with_points("lin", 1000), "m-1", credits_=1000, employee="mei").given(*commands)


# Prices


def test_a_price_set_for_later_holds_from_its_very_moment_on() -> None:
    spec = rich(MUG).when(RepriceReward(reward="MUG", price=99, since=TOMORROW))
    spec.then(fact(RewardRepriced, price=99, effective_at=TOMORROW))
    spec.at(TOMORROW - timedelta(microseconds=1)).when(REDEEM).then(fact(RedemptionRequested, price=30))
    spec.at(TOMORROW).when(REDEEM).then(fact(RedemptionRequested, price=99))


def test_a_price_that_is_to_come_does_not_change_with_todays() -> None:
    spec = rich(MUG).given(RepriceReward(reward="MUG", price=99, since=TOMORROW))
    spec.given(RepriceReward(reward="MUG", price=40))
    assert spec.read(Shelf("MUG")).price_at(NOON) == 40
    assert spec.read(Shelf("MUG")).price_at(FRIDAY) == 99


def test_a_price_for_the_same_moment_said_again_is_the_later_word() -> None:
    spec = rich(MUG).given(RepriceReward(reward="MUG", price=99, since=TOMORROW))
    spec.when(RepriceReward(reward="MUG", price=99, since=FRIDAY)).refused(PriceUnchanged)
    spec.given(RepriceReward(reward="MUG", price=30, since=TOMORROW)).at(TOMORROW)
    spec.when(REDEEM).then(fact(RedemptionRequested, price=30))


def test_no_price_is_changed_behind_peoples_backs() -> None:
    rich(MUG).when(RepriceReward(reward="MUG", price=99, since=NOON - timedelta(seconds=1))).refused(PriceInThePast)


# Stock


def test_what_does_not_run_out_is_neither_restocked_nor_counted() -> None:
    spec = rich(LEAVE)
    for _ in range(5):
        spec.given(RedeemReward(employee="lin", reward="LEAVE"))
    spec.when(RestockReward(reward="LEAVE", units=1)).refused(StockUnlimited)
    spec.when(RecountReward(reward="LEAVE", units=1, because="WRONG")).refused(StockUnlimited)


def test_a_batch_that_ends_is_given_out_first_and_never_after_its_end() -> None:
    spec = rich(MUG).when(BATCH)
    spec.then(fact(RewardRestocked, units=3, batch="B-7", good_until=FRIDAY, because="DELIVERED"))
    spec.given(REDEEM, REDEEM).at(FRIDAY)
    # Two of the batch are gone, one is past its date: the first two mugs are left.
    spec.given(REDEEM, REDEEM).when(REDEEM).refused(StockExhausted)


def test_the_rest_of_a_batch_is_written_off_once_dated_on_its_end() -> None:
    spec = rich(MUG).given(BATCH, REDEEM)
    spec.when(WriteOffStock(reward="MUG")).refused(NothingToWriteOff)
    spec.at(FRIDAY + timedelta(days=9)).when(WriteOffStock(reward="MUG"))
    spec.then(fact(BatchWrittenOff, batch="B-7", units=2, effective_at=FRIDAY))
    spec.when(WriteOffStock(reward="MUG")).refused(NothingToWriteOff)
    assert spec.read(Shelf("MUG")).left == 2


def test_a_unit_given_back_does_not_outlive_its_batch() -> None:
    """Redeeming and calling off would otherwise make a unit good for ever."""
    spec = rich(MUG).given(BATCH).when(REDEEM)
    spec.given(CancelRedemption(redemption=requested(spec))).at(FRIDAY)
    spec.given(REDEEM, REDEEM).when(REDEEM).refused(StockExhausted)


def test_a_batch_arrives_once_has_a_name_and_is_still_good() -> None:
    rich(MUG).given(BATCH).when(BATCH).refused(BatchKnown, batch="B-7")
    late = BATCH.model_copy(update={"good_until": NOON})
    rich(MUG).when(late).refused(BatchPast, batch="B-7")
    with pytest.raises(ValidationError, match="batch with an id"):
        RestockReward(reward="MUG", units=1, good_until=FRIDAY)


def test_a_recount_counts_what_is_held_too_and_goes_up_and_down() -> None:
    spec = rich(MUG).given(REDEEM)
    spec.when(RecountReward(reward="MUG", units=5, because="FOUND")).then(fact(RewardRecounted, units=3))
    spec.when(RecountReward(reward="MUG", units=5, because="FOUND")).refused(StockAsCounted, units=5)
    spec.when(RecountReward(reward="MUG", units=1, because="BROKEN")).then(fact(RewardRecounted, units=-4))
    spec.when(REDEEM).refused(StockExhausted)


def test_nobody_loses_a_unit_that_is_held_for_them() -> None:
    spec = rich(MUG).given(REDEEM).when(REDEEM)
    redemption = requested(spec)
    spec.when(RecountReward(reward="MUG", units=1, because="STOLEN")).refused(StockBelowHeld, held=2)
    spec.given(FulfilRedemption(redemption=redemption))
    spec.when(RecountReward(reward="MUG", units=2, because="FOUND")).then(fact(RewardRecounted, units=1))


def test_low_stock_is_said_once_until_there_is_more_again() -> None:
    mug = MUG.model_copy(update={"stock": 4, "low_at": 2})
    spec = rich(mug).when(REDEEM).then(fact(RedemptionRequested))
    spec.when(REDEEM).then(fact(RedemptionRequested), fact(StockRanLow, left=2, low_at=2))
    spec.when(REDEEM).then(fact(RedemptionRequested))
    spec.given(RestockReward(reward="MUG", units=1)).when(REDEEM).then(fact(RedemptionRequested))
    spec.given(RestockReward(reward="MUG", units=5))
    spec.when(RecountReward(reward="MUG", units=6, because="BROKEN"))
    spec.then(fact(RewardRecounted, units=-4), fact(StockRanLow, left=2))


def test_the_line_under_which_stock_is_low_moves_and_who_is_under_it_is_told_at_once() -> None:
    spec = rich(MUG.model_copy(update={"stock": 4, "low_at": 2}))
    spec.given(REDEEM, REDEEM)
    spec.when(WatchStock(reward="MUG", low_at=1)).then(fact(StockWatched, low_at=1))
    spec.when(REDEEM).then(fact(RedemptionRequested), fact(StockRanLow, left=1, low_at=1))
    spec.when(WatchStock(reward="MUG", low_at=3)).then(fact(StockWatched), fact(StockRanLow, left=1, low_at=3))
    spec.when(WatchStock(reward="MUG", low_at=3)).refused(StockWatchUnchanged)
    spec.when(WatchStock(reward="MUG")).then(fact(StockWatched, low_at=None))
    spec.when(REDEEM).then(fact(RedemptionRequested))


def test_units_past_their_date_are_not_enough_again() -> None:
    spec = rich(MUG.model_copy(update={"stock": 2, "low_at": 2}))
    spec.given(RestockReward(reward="MUG", units=5, batch="B-1", good_until=spec.now + timedelta(days=1)))
    spec.later(days=2).when(RecountReward(reward="MUG", units=6, because="BROKEN"))
    spec.then(fact(RewardRecounted, units=-1), fact(StockRanLow, left=1))
    spec.when(RestockReward(reward="MUG", units=1)).when(REDEEM)
    spec.then(fact(RedemptionRequested))
    spec.given(RestockReward(reward="MUG", units=3)).when(REDEEM).then(fact(RedemptionRequested))
    spec.when(REDEEM).then(fact(RedemptionRequested), fact(StockRanLow, left=2))


def test_more_units_may_be_missing_than_were_good() -> None:
    spec = rich(MUG.model_copy(update={"stock": 2, "low_at": 2}))
    spec.given(RestockReward(reward="MUG", units=5, batch="B-1", good_until=spec.now + timedelta(days=1)))
    spec.later(days=2).when(RecountReward(reward="MUG", units=0, because="STOLEN"))
    spec.then(fact(RewardRecounted, units=-7), fact(StockRanLow, left=0))


# Limits


def limited(holder: str = "person", period: str = "quarter", units: int | None = 2) -> LimitReward:
    return LimitReward.model_validate({"reward": "LEAVE", "holder": holder, "period": period, "units": units})


LEAVE_OF_LIN = RedeemReward(employee="lin", reward="LEAVE")


def test_a_person_gets_no_more_than_the_limit_and_others_still_do() -> None:
    spec = rich(LEAVE).when(limited()).then(fact(RewardLimited, holder="person", period="quarter", units=2))
    spec.given(LEAVE_OF_LIN, LEAVE_OF_LIN)
    spec.when(LEAVE_OF_LIN).refused(LimitReached, limit=2, taken=2, period="2026-Q1", holder="person")
    spec.when(RedeemReward(employee="mei", reward="LEAVE")).then(fact(RedemptionRequested))


def test_many_units_at_once_count_as_many() -> None:
    spec = rich(LEAVE).given(limited())
    spec.when(RedeemReward(employee="lin", reward="LEAVE", units=3)).refused(LimitReached, taken=0)
    spec.given(RedeemReward(employee="lin", reward="LEAVE", units=2)).when(LEAVE_OF_LIN).refused(LimitReached, taken=2)


@pytest.mark.parametrize(
    ("period", "last", "name"),
    [
        ("month", shanghai(2026, 4, 1), "2026-03"),
        ("quarter", shanghai(2026, 4, 1), "2026-Q1"),
        ("year", shanghai(2027, 1, 1), "2026"),
    ],
)
def test_a_period_is_the_companys_and_the_next_begins_at_its_midnight(period: str, last: datetime, name: str) -> None:
    spec = rich(LEAVE).given(limited(period=period, units=1), LEAVE_OF_LIN)
    spec.at(last - timedelta(microseconds=1)).when(LEAVE_OF_LIN).refused(LimitReached, period=name)
    # In London it is still the day before.
    spec.at(last).when(LEAVE_OF_LIN).then(fact(RedemptionRequested))
    spec.when(LEAVE_OF_LIN).refused(LimitReached, taken=1)


def test_a_limit_for_a_lifetime_never_begins_anew() -> None:
    spec = rich(LEAVE).given(limited(period="lifetime", units=1), LEAVE_OF_LIN)
    spec.at(shanghai(2027, 3, 1)).when(LEAVE_OF_LIN).refused(LimitReached, period="lifetime")


def test_what_is_called_off_or_given_back_can_be_taken_again() -> None:
    spec = rich(LEAVE).given(limited(units=1)).when(LEAVE_OF_LIN)
    spec.given(CancelRedemption(redemption=requested(spec))).when(LEAVE_OF_LIN)
    redemption = requested(spec)
    spec.given(FulfilRedemption(redemption=redemption)).when(LEAVE_OF_LIN).refused(LimitReached)
    spec.given(RefundRedemption(redemption=redemption, because="UNUSED"))
    spec.when(LEAVE_OF_LIN).then(fact(RedemptionRequested))


def test_what_comes_back_counts_in_the_period_it_was_asked_for() -> None:
    spec = rich(LEAVE).given(limited(units=1)).when(LEAVE_OF_LIN)
    march = requested(spec)
    spec.at(shanghai(2026, 4, 2)).given(LEAVE_OF_LIN, CancelRedemption(redemption=march))
    spec.when(LEAVE_OF_LIN).refused(LimitReached, period="2026-Q2")


def test_a_branch_shares_its_limit_and_people_without_a_branch_have_none() -> None:
    spec = rich(LEAVE).given(JoinBranch(employee="lin", branch="CD"), JoinBranch(employee="mei", branch="CD"))
    spec.given(limited(holder="branch", units=1)).when(LEAVE_OF_LIN).then(fact(RedemptionRequested, branch="CD"))
    mei = RedeemReward(employee="mei", reward="LEAVE")
    spec.when(mei).refused(LimitReached, holder="branch")
    spec.given(JoinBranch(employee="mei", branch="XA")).when(mei).then(fact(RedemptionRequested, branch="XA"))
    completes(spec, "w-1", employee="wu").when(RedeemReward(employee="wu", reward="LEAVE")).then(
        fact(RedemptionRequested, branch=None)
    )


def test_a_limit_is_changed_lifted_and_not_set_twice() -> None:
    spec = rich(LEAVE).given(limited(units=1), LEAVE_OF_LIN)
    spec.when(limited(units=1)).refused(LimitUnchanged)
    spec.given(limited(units=2), LEAVE_OF_LIN).when(LEAVE_OF_LIN).refused(LimitReached)
    spec.when(limited(units=None)).then(fact(RewardLimited, units=None))
    spec.when(LEAVE_OF_LIN).then(fact(RedemptionRequested))
    spec.when(limited(units=None)).refused(LimitUnchanged)


# Whom it is for, and when


ENGINEERS = OfferReward(reward="MUG", branches=("CD",), positions=("engineer",), levels=("P5", "P6"))


def test_a_reward_is_for_those_who_are_all_it_asks_for() -> None:
    spec = rich(MUG).when(ENGINEERS).then(fact(RewardOffered, branches=("CD",), levels=("P5", "P6")))
    spec.when(REDEEM).refused(NotInAudience, employee="lin")
    spec.given(JoinBranch(employee="lin", branch="CD")).when(REDEEM).refused(NotInAudience)
    spec.when(AssignPosition(employee="lin", position="engineer", level="P4")).then(
        fact(PositionAssigned, position="engineer", level="P4")
    )
    spec.when(REDEEM).refused(NotInAudience)
    spec.given(AssignPosition(employee="lin", position="engineer", level="P6"))
    spec.when(REDEEM).then(fact(RedemptionRequested))


def test_to_a_person_whom_it_is_not_for_a_reward_does_not_exist() -> None:
    rich(MUG).given(ENGINEERS).when(REDEEM, by=LIN).refused(RewardUnknown, reward="MUG")


def test_an_offer_begins_and_ends_at_its_very_moments() -> None:
    spec = rich(MUG).given(OfferReward(reward="MUG", begins_at=TOMORROW, ends_at=FRIDAY))
    spec.when(REDEEM).refused(RewardNotBegun, begins_at=TOMORROW.isoformat())
    spec.at(TOMORROW).when(REDEEM).then(fact(RedemptionRequested))
    spec.at(FRIDAY).when(REDEEM).refused(RewardEnded, ends_at=FRIDAY.isoformat())


def test_an_offer_is_stated_anew_as_a_whole() -> None:
    spec = rich(MUG).given(ENGINEERS)
    spec.when(ENGINEERS).refused(OfferUnchanged)
    spec.given(OfferReward(reward="MUG")).when(REDEEM).then(fact(RedemptionRequested))
    rich(MUG).when(OfferReward(reward="MUG")).refused(OfferUnchanged)
    rich(MUG).when(OfferReward(reward="MUG", begins_at=FRIDAY, ends_at=FRIDAY)).refused(OfferEndsFirst)


def test_a_retired_reward_is_redeemed_no_more_but_fulfilled_and_relisted() -> None:
    spec = rich(MUG).when(REDEEM)
    redemption = requested(spec)
    spec.when(RetireReward(reward="MUG", because="SUPPLIER_CLOSED")).then(fact(RewardRetired))
    spec.when(RetireReward(reward="MUG", because="SUPPLIER_CLOSED")).refused(RewardIsRetired)
    spec.when(REDEEM).refused(RewardIsRetired)
    spec.given(FulfilRedemption(redemption=redemption))
    spec.when(RelistReward(reward="MUG")).then(fact(RewardRelisted))
    spec.when(RelistReward(reward="MUG")).refused(RewardOnOffer)
    spec.when(REDEEM).then(fact(RedemptionRequested))


def test_a_person_is_given_another_position_not_the_same() -> None:
    engineer = AssignPosition(employee="lin", position="engineer", level="P5")
    given(JoinBranch(employee="lin", branch="CD"), engineer).when(engineer).refused(PositionUnchanged, employee="lin")


# Bad input


@pytest.mark.parametrize("units", [0, -1, 2**63, 1.5, "1", True])
def test_nobody_redeems_nothing_less_than_nothing_or_more_than_there_can_be(units: object) -> None:
    with pytest.raises(ValidationError):
        RedeemReward.model_validate({"employee": "lin", "reward": "MUG", "units": units}, strict=True)


@pytest.mark.parametrize(
    "command",
    [
        OfferReward(reward="MUG"),
        LimitReward(reward="MUG", holder="person", period="year", units=1),
        RecountReward(reward="MUG", units=1, because="WRONG"),
        WriteOffStock(reward="MUG"),
        RetireReward(reward="MUG", because="WRONG"),
        RelistReward(reward="MUG"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_an_unknown_reward_is_not_found(command: OfferReward) -> None:
    given().when(command).refused(RewardUnknown, reward="MUG")


def test_every_refusal_of_a_redemption_is_said_in_both_languages() -> None:
    refusals: list[Refused] = [
        LimitReached(reward="MUG", holder="person", period="2026-Q1", limit=2, taken=2),
        NotInAudience(reward="MUG", employee="lin"),
        RewardNotBegun(reward="MUG", begins_at="2026-03-03"),
        RewardEnded(reward="MUG", ends_at="2026-03-03"),
        RewardIsRetired(reward="MUG"),
    ]
    for refusal in refusals:
        for said in (refusal.en(), refusal.chinese()):
            assert "MUG" in said
            assert "?" not in said
