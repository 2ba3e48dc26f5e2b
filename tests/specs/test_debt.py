"""Debt: points reversed after they were spent are owed, never clamped at zero, and set off against later earnings."""

from decimal import Decimal

from specs.spec import Spec, fact
from specs.story import MUG, completes, points, requested, with_points

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_course import ListCourse
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    CompletionRecorded,
    CreditsAwarded,
    DebtSettled,
    PointsEarned,
    PointsReversed,
    RedemptionCancelled,
    RedemptionRefunded,
)
from ledger.models.purse import Purse
from ledger.refusals.rewards import PointsInsufficient

REDEEM = RedeemReward(employee="lin", reward="MUG")


def void(completion: str = "c-1", course: str = "BIG") -> VoidCompletion:
    return VoidCompletion(employee="lin", course=course, completion=completion, because="WRONG")


def in_debt() -> tuple[Spec, str]:
    """Lin held 30 of 100 points for a mug when the 100 were reversed: 30 are owed."""
    spec = with_points("lin", 100).given(MUG).when(REDEEM)
    redemption = requested(spec)
    return spec.given(void()), redemption


def test_of_a_reversed_lot_what_is_left_is_taken_and_what_is_held_or_spent_is_owed() -> None:
    for fulfilled in (False, True):
        spec = with_points("lin", 100).given(MUG).when(REDEEM)
        if fulfilled:
            spec.given(FulfilRedemption(redemption=requested(spec)))
        spec.when(void())
        assert spec.facts[-1].model_dump(include={"points", "taken", "debt"}) == {
            "points": 100,
            "taken": 70,
            "debt": 30,
        }
        assert isinstance(spec.facts[-1], PointsReversed)
        assert points(spec, "lin") == (0, 30)


def test_the_balance_goes_below_zero_by_all_that_was_spent() -> None:
    spec = with_points("lin", 60).given(MUG, REDEEM, REDEEM, void())
    assert points(spec, "lin") == (0, 60)


def test_a_later_earning_pays_the_debt_off_first() -> None:
    spec, _ = in_debt()
    assert points(completes(spec, "c-2", credits_=20), "lin") == (0, 10)
    assert points(completes(spec, "c-3", credits_=25), "lin") == (15, 0)


def test_no_more_is_set_off_than_is_owed() -> None:
    spec, _ = in_debt()
    spec.given(ListCourse(course="TEA", title="茶艺", credits=Decimal(100), minutes=60))
    spec.when(RecordCompletion(employee="lin", course="TEA", completion="c-2", source="test")).then(
        fact(CompletionRecorded), fact(CreditsAwarded), fact(PointsEarned, points=100), fact(DebtSettled, points=30)
    )
    assert points(spec, "lin") == (70, 0)


def test_points_that_pay_a_debt_cannot_be_spent() -> None:
    spec, _ = in_debt()
    completes(spec, "c-2", credits_=59).when(REDEEM).refused(PointsInsufficient, short_by=1)


def test_points_that_come_back_pay_the_debt_off() -> None:
    spec, redemption = in_debt()
    spec.when(CancelRedemption(redemption=redemption)).then(
        fact(RedemptionCancelled), fact(DebtSettled, points=30, lot="learning/completion:c-1")
    )
    assert points(spec, "lin") == (0, 0)
    spec, redemption = in_debt()
    spec.given(FulfilRedemption(redemption=redemption)).when(RefundRedemption(redemption=redemption, because="UNUSED"))
    spec.then(fact(RedemptionRefunded), fact(DebtSettled, points=30))
    assert points(spec, "lin") == (0, 0)


def test_a_refund_after_the_debt_was_paid_by_later_earnings_can_be_spent() -> None:
    spec, redemption = in_debt()
    completes(spec, "c-2", credits_=30).when(CancelRedemption(redemption=redemption)).then(fact(RedemptionCancelled))
    assert points(spec, "lin") == (30, 0)


def test_a_lot_that_paid_a_debt_is_owed_again_when_it_is_reversed_itself() -> None:
    spec, _ = in_debt()
    completes(spec, "c-2", credits_=50).given(void("c-2", "C-c-2"))
    assert points(spec, "lin") == (0, 30)


def test_a_debt_is_one_persons_own() -> None:
    spec, _ = in_debt()
    assert points(completes(spec, "c-2", credits_=40, employee="mei"), "mei") == (40, 0)


def test_no_lot_is_ever_below_zero() -> None:
    spec, redemption = in_debt()
    completes(spec, "c-2", credits_=20).given(CancelRedemption(redemption=redemption), void("c-2", "C-c-2"))
    assert all(lot.left >= 0 for lot in spec.read(Purse("lin")).lots.values())
