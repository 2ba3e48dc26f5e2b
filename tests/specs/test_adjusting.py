"""Corrections by hand: one person proposes, another decides, neither is the one it is for; nothing is clamped."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError
from specs.spec import Spec, fact, given
from specs.story import MUG, completes, points, requested, with_points

from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reject_adjustment import RejectAdjustment
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    AdjustmentApproved,
    AdjustmentProposed,
    AdjustmentRejected,
    DebtSettled,
    DebtWaived,
    LotPart,
    PointsDeducted,
    PointsEarned,
    PointsExpired,
)
from ledger.events.accounts import AdjustmentKind
from ledger.models.purse import Purse
from ledger.policy import DEFAULT_POLICY
from ledger.recording import Caller
from ledger.refusals.accounts import DebtSmaller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.proposals import ProposalDecided, ProposalLapsed, ProposalUnknown, ProposerCannotApprove

ZHOU, QIAN, LIN = (Caller("hr-desk", on_behalf_of=person, operator=True) for person in ("zhou", "qian", "lin"))
LAPSE = timedelta(days=DEFAULT_POLICY.adjustment.lapse_after_days)
LOT = "learning/completion:c-1"
VOID = VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG")


def proposal(kind: AdjustmentKind, points_: int) -> ProposeAdjustment:
    return ProposeAdjustment(employee="lin", kind=kind, points=points_, because="COUNTED_TWICE", note="导入重复")


def proposed(spec: Spec, kind: AdjustmentKind, points_: int) -> str:
    """Zhou proposes; give the adjustment's name."""
    (made,) = spec.when(proposal(kind, points_), by=ZHOU).facts
    assert isinstance(made, AdjustmentProposed)
    return made.adjustment


def adjusted(spec: Spec, kind: AdjustmentKind, points_: int) -> Spec:
    """Zhou proposes and Qian approves."""
    name = proposed(spec, kind, points_)
    return spec.when(ApproveAdjustment(adjustment=name), by=QIAN)


def test_a_proposal_moves_nothing_and_keeps_its_words_beside_the_log() -> None:
    spec = with_points("lin", 100).when(proposal("deduct", 40), by=ZHOU)
    digest = hashlib.sha256("导入重复".encode()).hexdigest()
    spec.then(fact(AdjustmentProposed, proposer="zhou", note=digest, lapses_at=spec.now + LAPSE))
    assert points(spec, "lin") == (100, 0)
    assert list(proposal("deduct", 40).evidence()) == [(digest, "导入重复")]
    assert all("导入重复" not in stored.data for stored in spec.log.between(1, spec.log.head()))


def test_a_grant_is_a_lot_of_its_own_that_pays_a_debt_first() -> None:
    spec = adjusted(given(), "grant", 40)
    spec.then(fact(AdjustmentApproved, approver="qian"), fact(PointsEarned, source="adjustment", points=40))
    assert points(spec, "lin") == (40, 0)
    owing = with_points("lin", 30).given(MUG, RedeemReward(employee="lin", reward="MUG"), VOID)
    adjusted(owing, "grant", 40).then(fact(AdjustmentApproved), fact(PointsEarned), fact(DebtSettled, points=30))
    assert points(owing, "lin") == (10, 0)


def test_a_deduction_takes_the_lots_that_lapse_first_and_the_rest_is_owed() -> None:
    spec = completes(with_points("lin", 30).later(days=3), "c-2", credits_=20)
    adjusted(spec, "deduct", 40).then(
        fact(AdjustmentApproved),
        fact(PointsDeducted, lots=(LotPart(LOT, 30), LotPart("learning/completion:c-2", 10)), taken=40, debt=0),
    )
    adjusted(spec, "deduct", 40).then(fact(AdjustmentApproved), fact(PointsDeducted, taken=10, debt=30))
    assert points(spec, "lin") == (0, 30)
    adjusted(spec, "deduct", 5).then(fact(AdjustmentApproved), fact(PointsDeducted, lots=(), taken=0, debt=5))


def test_what_was_deducted_is_not_owed_again_when_its_lot_is_reversed() -> None:
    spec = adjusted(with_points("lin", 30), "deduct", 20).given(VOID)
    assert points(spec, "lin") == (0, 0)
    whole = adjusted(with_points("lin", 30), "deduct", 30).given(VOID)
    assert points(whole, "lin") == (0, 0)


def test_a_deduction_leaves_what_lapsed_before_it_lapsed() -> None:
    spec = with_points("lin", 30).later(days=800)
    adjusted(spec, "deduct", 20).then(
        fact(PointsExpired, points=30), fact(AdjustmentApproved), fact(PointsDeducted, taken=0, debt=20)
    )
    spec.when(ExpirePoints(employee="lin"))
    assert points(spec, "lin") == (0, 20)


def test_a_debt_is_waived_by_two_people_and_never_more_than_is_owed() -> None:
    spec = with_points("lin", 30).given(MUG, RedeemReward(employee="lin", reward="MUG"), VOID)
    spec.when(proposal("waive", 31), by=ZHOU).refused(DebtSmaller, debt=30, points=31)
    first, second = proposed(spec, "waive", 20), proposed(spec, "waive", 20)
    spec.when(ApproveAdjustment(adjustment=first), by=QIAN).then(fact(AdjustmentApproved), fact(DebtWaived, points=20))
    assert points(spec, "lin") == (0, 10)
    spec.when(ApproveAdjustment(adjustment=second), by=QIAN).refused(DebtSmaller, debt=10)


def test_nobody_adjusts_their_own_account_nor_approves_what_they_proposed() -> None:
    spec = with_points("lin", 100)
    spec.when(proposal("grant", 40), by=LIN).refused(SelfActionForbidden)
    name = proposed(spec, "grant", 40)
    spec.when(ApproveAdjustment(adjustment=name), by=ZHOU).refused(ProposerCannotApprove)
    spec.when(ApproveAdjustment(adjustment=name), by=LIN).refused(SelfActionForbidden)
    spec.when(RejectAdjustment(adjustment=name, because="MINE"), by=LIN).refused(SelfActionForbidden)
    # A program alone is nobody: the same one could be both.
    program = Caller("hr-desk", operator=True)
    spec.when(proposal("grant", 40), by=program).refused(ApproverUnnamed)
    spec.when(ApproveAdjustment(adjustment=name), by=program).refused(ApproverUnnamed)
    spec.when(RejectAdjustment(adjustment=name, because="MINE"), by=program).refused(ApproverUnnamed)
    assert points(spec, "lin") == (100, 0)


def test_nobody_decides_about_the_points_of_their_own_boss() -> None:
    spec = with_points("lin", 100)
    name = proposed(spec, "grant", 40)
    spec.given(AssignManager(employee="qian", manager="zhou"), AssignManager(employee="zhou", manager="lin"))
    for command in (proposal("grant", 40), ApproveAdjustment(adjustment=name)):
        spec.when(command, by=QIAN).refused(ApproverReportsToRequester, approver="qian", employee="lin")
    assert points(spec, "lin") == (100, 0)


def test_a_proposal_is_decided_once() -> None:
    for decided in (ApproveAdjustment, RejectAdjustment):
        spec = with_points("lin", 100)
        name = proposed(spec, "grant", 40)
        approve, reject = ApproveAdjustment(adjustment=name), RejectAdjustment(adjustment=name, because="NO_EVIDENCE")
        spec.given(approve if decided is ApproveAdjustment else reject, by=QIAN)
        state = "approved" if decided is ApproveAdjustment else "rejected"
        spec.when(approve, by=QIAN).refused(ProposalDecided, state=state)
        spec.when(reject, by=QIAN).refused(ProposalDecided, state=state)


def test_a_rejected_proposal_moves_nothing_and_the_proposer_may_take_it_back() -> None:
    spec = with_points("lin", 100)
    name = proposed(spec, "deduct", 40)
    spec.when(RejectAdjustment(adjustment=name, because="MISTAKEN"), by=ZHOU)
    spec.then(fact(AdjustmentRejected, rejecter="zhou"))
    assert points(spec, "lin") == (100, 0)


def test_a_proposed_correction_lapses() -> None:
    spec = with_points("lin", 100)
    name = proposed(spec, "grant", 40)
    approve = ApproveAdjustment(adjustment=name)
    spec.at(spec.now + LAPSE).when(approve, by=QIAN).refused(ProposalLapsed)
    spec.at(spec.now - timedelta(microseconds=1)).when(approve, by=QIAN)
    spec.then(fact(AdjustmentApproved), fact(PointsEarned))


def test_what_nobody_proposed_is_unknown() -> None:
    for command in (ApproveAdjustment(adjustment="none"), RejectAdjustment(adjustment="none", because="NO_EVIDENCE")):
        given().when(command, by=QIAN).refused(ProposalUnknown)


def test_a_refund_after_a_deduction_gives_back_what_was_spent_and_no_more() -> None:
    spec = with_points("lin", 60).given(MUG)
    redemption = requested(spec.when(RedeemReward(employee="lin", reward="MUG")))
    adjusted(spec.given(FulfilRedemption(redemption=redemption)), "deduct", 30)
    spec.given(RefundRedemption(redemption=redemption, because="UNUSED"))
    assert points(spec, "lin") == (30, 0)


@given_any(st.lists(st.tuples(st.sampled_from(("grant", "deduct", "waive")), st.integers(1, 50)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_points_less_debt_are_what_was_given_less_what_was_taken(steps: list[tuple[AdjustmentKind, int]]) -> None:
    spec, net = given(), 0
    for kind, amount in steps:
        owed = spec.read(Purse("lin")).debt
        if kind == "waive" and amount > owed:
            spec.when(proposal(kind, amount), by=ZHOU).refused(DebtSmaller)
            continue
        adjusted(spec, kind, amount)
        net += -amount if kind == "deduct" else amount
        purse = spec.read(Purse("lin"))
        assert purse.spendable(spec.now) - purse.debt == net
        assert purse.debt >= 0
        assert all(lot.left >= 0 for lot in purse.lots.values())


def test_a_note_is_not_left_out() -> None:
    with pytest.raises(ValueError, match="note"):
        ProposeAdjustment(employee="lin", kind="grant", points=1, because="GIFT", note="")


def test_a_proposal_keeps_its_proof_beside_the_log_and_names_it_by_its_digest() -> None:
    proof = "2026-03-02 14:05, page 3:\n1007 was counted twice."
    command = ProposeAdjustment(
        employee="lin", kind="grant", points=5, because="COUNTED_TWICE", note="重复", proof=proof, batch="march"
    )
    digest = hashlib.sha256(proof.encode()).hexdigest()
    given().when(command, by=ZHOU).then(fact(AdjustmentProposed, evidence=digest, batch="march"))
    assert dict(command.evidence()) == {digest: proof, hashlib.sha256("重复".encode()).hexdigest(): "重复"}
    with pytest.raises(ValidationError):
        ProposeAdjustment.model_validate({**command.model_dump(), "proof": "a\x00b"})
