"""Leaving: after the grace an account is settled once, dated when the grace ended, and comes to nothing."""

from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from specs.spec import NOON, Spec, fact, given
from specs.story import MUG, completes, points, requested, shanghai, with_points

from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.list_reward import ListReward
from ledger.decisions.offer_reward import OfferReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.settle_account import SettleAccount
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    AccountSettled,
    DebtSettled,
    EmployeeLeft,
    LotPart,
    PointsActivated,
    PointsExpired,
    PointsPaidOut,
    RedemptionCancelled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.log.stored import decode
from ledger.models.purse import Purse
from ledger.models.shelf import Shelf
from ledger.policy import LearnerPolicy, LeavingPolicy, PointsPolicy, Policy
from ledger.refusals.accounts import AccountAlreadySettled, AlreadyLeaving, GraceNotOver, LastDayTooFar, NotLeaving
from ledger.refusals.rewards import NothingExpired, PointsInsufficient, RedemptionSettled

LEAVE = LeaveCompany(employee="lin", last_day="2026-03-31", because="RESIGNED")
SETTLE = SettleAccount(employee="lin")
SETTLES = shanghai(2026, 5, 1)  # 30 days after 31 March are over as 1 May begins
REDEEM = RedeemReward(employee="lin", reward="MUG")
LOT = "learning/completion:c-1"


@pytest.fixture
def paying(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left is paid out."""
    policy = Policy(leaving=LeavingPolicy(treatment="pay_out"), points=PointsPolicy())
    monkeypatch.setattr("ledger.models.policies.DEFAULT_POLICY", policy)


def test_the_day_and_what_becomes_of_the_points_are_known_when_somebody_gives_notice() -> None:
    with_points("lin", 100).when(LEAVE).then(fact(EmployeeLeft, settles_at=SETTLES, treatment="lapse"))


def test_by_default_what_is_left_lapses_dated_when_the_grace_ended() -> None:
    spec = with_points("lin", 100).given(LEAVE).at(SETTLES + timedelta(days=9)).when(SETTLE)
    spec.then(
        fact(PointsExpired, points=100, effective_at=SETTLES),
        fact(AccountSettled, lapsed=100, paid_out=0, debt=0, effective_at=SETTLES),
    )


@pytest.mark.usefixtures("paying")
def test_what_is_left_is_paid_out_lot_by_lot() -> None:
    spec = completes(with_points("lin", 100), "c-2", credits_=20).given(MUG, REDEEM).given(LEAVE)
    held = spec.read(Purse("lin")).lots
    assert sum(lot.left for lot in held.values()) == 90
    spec.at(SETTLES).when(SETTLE).then(
        fact(RedemptionCancelled, price=30, because="ACCOUNT_SETTLED", effective_at=SETTLES),
        fact(PointsPaidOut, points=120, lots=(LotPart(LOT, 100), LotPart("learning/completion:c-2", 20))),
        fact(AccountSettled, paid_out=120, lapsed=0),
    )
    assert spec.read(Shelf("MUG")).left == 2
    assert points(spec, "lin") == (0, 0)


def test_more_is_paid_out_than_one_lot_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(leaving=LeavingPolicy(treatment="pay_out"), learner=LearnerPolicy(points_per_credit=1_000))
    monkeypatch.setattr("ledger.models.policies.DEFAULT_POLICY", policy)
    spec = completes(completes(Spec(), "c-1", credits_=999_999), "c-2", credits_=999_999).given(LEAVE)
    spec.at(SETTLES).when(SETTLE).then(fact(PointsPaidOut, points=1_999_998_000), fact(AccountSettled))


@pytest.mark.usefixtures("paying")
def test_what_was_fulfilled_in_time_is_not_called_off_and_what_was_called_off_is_not_fulfilled() -> None:
    spec = with_points("lin", 100).given(MUG)
    first, second = (requested(spec.when(REDEEM)) for _ in range(2))
    spec.given(FulfilRedemption(redemption=first), LEAVE).at(SETTLES).when(SETTLE)
    assert [one.points for one in spec.facts if isinstance(one, PointsPaidOut)] == [70]
    spec.when(FulfilRedemption(redemption=second)).refused(RedemptionSettled)


@pytest.mark.usefixtures("paying")
def test_a_debt_is_paid_first_and_what_is_still_owed_stays_owed() -> None:
    owing = with_points("lin", 30).given(MUG, REDEEM)
    owing = completes(owing, "c-2", credits_=50)
    owing.given(VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG"), LEAVE)
    owing.at(SETTLES).when(SETTLE).then(
        # The mug that was held comes back to the lot that was reversed, and pays for it.
        fact(RedemptionCancelled),
        fact(DebtSettled, points=30),
        fact(PointsPaidOut, points=50),
        fact(AccountSettled, debt=0),
    )
    spent = with_points("lin", 30).given(MUG)
    bought = requested(spent.when(REDEEM))
    spent.given(
        FulfilRedemption(redemption=bought),
        VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG"),
        LEAVE,
    )
    spent.at(SETTLES).when(SETTLE).then(fact(AccountSettled, paid_out=0, lapsed=0, debt=30))


@pytest.mark.usefixtures("paying")
def test_what_lapses_before_the_day_lapses_and_what_lapses_after_it_is_paid_however_late_the_run() -> None:
    for expire in (
        LeaveCompany(employee="lin", last_day="2028-01-15"),
        LeaveCompany(employee="lin", last_day="2028-03-31"),
    ):
        spec = (
            with_points("lin", 100).at(shanghai(2027, 12, 1)).given(expire).at(NOON + timedelta(days=1200)).when(SETTLE)
        )
        (last,) = (one for one in spec.facts if isinstance(one, AccountSettled))
        assert (last.paid_out, last.lapsed) == ((100, 0) if expire.last_day == "2028-01-15" else (0, 100))


def test_what_still_waits_lapses(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(
        leaving=LeavingPolicy(treatment="pay_out", grace_days=0), points=PointsPolicy(activate_after_days=90)
    )
    monkeypatch.setattr("ledger.models.policies.DEFAULT_POLICY", policy)
    spec = completes(given(), "c-1", credits_=30).given(LEAVE).at(shanghai(2026, 4, 1)).when(SETTLE)
    spec.then(fact(PointsActivated), fact(PointsExpired, points=30), fact(AccountSettled, paid_out=0, lapsed=30))


def test_who_returns_before_the_grace_ends_keeps_the_points_in_the_same_branch_too() -> None:
    join = JoinBranch(employee="lin", branch="CD")
    spec = with_points("lin", 100).given(join, LEAVE).at(SETTLES - timedelta(days=1)).given(join)
    spec.at(SETTLES).when(SETTLE).refused(NotLeaving)
    assert points(spec, "lin") == (100, 0)


def test_who_gave_notice_works_in_the_same_place_to_the_last_day() -> None:
    cooks = OfferReward(reward="MUG", branches=("CD",), positions=("cook",))
    spec = with_points("lin", 100).given(
        MUG, cooks, JoinBranch(employee="lin", branch="CD"), AssignPosition(employee="lin", position="cook"), LEAVE
    )
    spec.when(REDEEM).then(fact(RedemptionRequested, price=30))


def test_nothing_is_spent_once_the_grace_is_over_though_the_run_is_late() -> None:
    spec = with_points("lin", 100).given(MUG, LEAVE).at(SETTLES)
    spec.when(REDEEM).refused(PointsInsufficient, short_by=30)
    spec.given(SETTLE).when(REDEEM).refused(PointsInsufficient, short_by=30)


@pytest.mark.usefixtures("paying")
def test_what_would_have_lapsed_after_the_grace_is_paid_out_though_others_come_by_first() -> None:
    spec = with_points("lin", 100).given(MUG)
    held = requested(spec.when(REDEEM))
    spec.at(shanghai(2028, 1, 1)).given(LeaveCompany(employee="lin", last_day="2028-01-15")).at(shanghai(2028, 6, 1))
    spec.when(ExpirePoints(employee="lin")).refused(NothingExpired)
    spec.when(CancelRedemption(redemption=held)).then(fact(RedemptionCancelled))
    spec.when(SETTLE).then(fact(PointsPaidOut, points=100), fact(AccountSettled, lapsed=0))


def test_a_last_day_is_not_more_than_a_year_ahead() -> None:
    leave = LeaveCompany(employee="lin", last_day="2198-12-31")
    given().when(leave).refused(LastDayTooFar, last_day="2198-12-31")


def test_an_account_is_settled_once_and_not_before_its_day() -> None:
    spec = with_points("lin", 100)
    spec.when(SETTLE).refused(NotLeaving)
    spec.given(LEAVE).when(LEAVE).refused(AlreadyLeaving, last_day="2026-03-31")
    spec.at(SETTLES - timedelta(microseconds=1)).when(SETTLE).refused(GraceNotOver)
    spec.at(SETTLES).given(SETTLE).when(SETTLE).refused(AccountAlreadySettled)


def test_who_returns_after_the_settlement_begins_with_nothing_and_may_leave_again() -> None:
    spec = with_points("lin", 100).given(LEAVE).at(SETTLES).given(SETTLE, JoinBranch(employee="lin", branch="CD"))
    spec = completes(spec, "c-2", credits_=7)
    assert points(spec, "lin") == (7, 0)
    spec.given(LeaveCompany(employee="lin", last_day="2026-06-30")).at(shanghai(2026, 8, 1)).when(SETTLE)
    spec.then(fact(PointsExpired, points=7), fact(AccountSettled, lapsed=7))


def test_what_is_recorded_after_the_settlement_is_not_spent_unless_the_person_returns() -> None:
    spec = with_points("lin", 10).given(MUG, JoinBranch(employee="lin", branch="CD"), LEAVE).at(SETTLES).given(SETTLE)
    completes(spec, "c-2").when(REDEEM).refused(PointsInsufficient, short_by=30)
    spec.given(JoinBranch(employee="lin", branch="CD")).when(REDEEM).then(fact(RedemptionRequested))


STEPS = st.lists(st.tuples(st.sampled_from(("earn", "redeem", "fulfil", "void", "expire", "wait")), st.integers(0, 4)))


@given_any(STEPS, st.sampled_from(("pay_out", "lapse")))
@settings(max_examples=30, deadline=None)
def test_after_a_settlement_nothing_is_left_and_nothing_is_held(steps: list[tuple[str, int]], treatment: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        policy = Policy(leaving=LeavingPolicy.model_validate({"treatment": treatment}))
        patch.setattr("ledger.models.policies.DEFAULT_POLICY", policy)
        spec = given(ListReward(reward="MUG", title="杯", kind="goods", price=25, stock=50))
        live(spec, steps)
        last_day = f"{spec.now:%Y-%m-%d}"
        debt = points(spec, "lin")[1]
        spec.given(LeaveCompany(employee="lin", last_day=last_day)).later(days=32).when(SETTLE)
        settled = spec.facts[-1]
        purse = spec.read(Purse("lin"))
        assert isinstance(settled, AccountSettled)
        assert all(lot.left == lot.pending == 0 for lot in purse.lots.values())
        assert settled.debt == purse.debt <= debt
        assert not (settled.debt and settled.paid_out)
        assert not (treatment == "lapse" and settled.paid_out)
        spec.when(SETTLE).refused(AccountAlreadySettled)


def live(spec: Spec, steps: list[tuple[str, int]]) -> None:
    redemptions: list[str] = []
    for number, (act, which) in enumerate(steps):
        match act:
            case "earn":
                completes(spec, f"c-{number}", credits_=20)
            case "redeem" if points(spec, "lin")[0] >= 25:
                redemptions.append(requested(spec.when(REDEEM)))
            case "fulfil" if redemptions:
                spec.when(FulfilRedemption(redemption=redemptions[which % len(redemptions)]))
            case "void":
                spec.when(VoidCompletion(employee="lin", course=f"C-c-{which}", completion=f"c-{which}", because="NO"))
            case "expire":
                spec.when(ExpirePoints(employee="lin"))
            case "wait":
                spec.later(days=200)


@pytest.mark.usefixtures("paying")
def test_what_is_refunded_after_the_account_was_settled_is_paid_out_too_but_for_what_is_owed() -> None:
    spec = settled_with_a_mug()
    refund = RefundRedemption(redemption=requested_before(spec), because="UNUSED")
    spec.when(refund).then(
        fact(RedemptionRefunded, price=30),
        fact(PointsPaidOut, points=30, lots=(LotPart(LOT, 30),), effective_at=spec.now),
    )
    assert {lot.left for lot in spec.read(Purse("lin")).lots.values()} == {0}


def test_what_is_refunded_after_the_account_was_settled_lapses_if_the_rest_did() -> None:
    spec = settled_with_a_mug()
    refund = RefundRedemption(redemption=requested_before(spec), because="UNUSED")
    spec.when(refund).then(fact(RedemptionRefunded), fact(PointsExpired, points=30, lot=LOT, effective_at=spec.now))
    assert {lot.left for lot in spec.read(Purse("lin")).lots.values()} == {0}


def test_what_is_refunded_after_the_account_was_settled_pays_a_debt_off_first() -> None:
    spec = settled_with_a_mug()
    spec.given(VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG"))
    spec.when(RefundRedemption(redemption=requested_before(spec), because="UNUSED"))
    spec.then(fact(RedemptionRefunded), fact(DebtSettled, points=30))
    assert spec.read(Purse("lin")).debt == 0


def settled_with_a_mug() -> Spec:
    """Lin bought a mug for 30 of 100 points, left, and the account is settled."""
    spec = with_points("lin", 100).given(MUG, REDEEM)
    spec.given(FulfilRedemption(redemption=requested_before(spec)), LEAVE)
    return spec.at(SETTLES).given(SETTLE).later(days=3)


def requested_before(spec: Spec) -> str:
    """The name of the only redemption there was."""
    facts = map(decode, spec.log.between(1, spec.log.head()))
    (request,) = (event for event in facts if isinstance(event, RedemptionRequested))
    return request.redemption
