"""Approving: above a threshold others decide, never the requester nor their reports, never twice, never too late."""

from datetime import timedelta

import pytest
from specs.spec import NOON, OPERATOR, Spec, fact, given
from specs.story import points, requested, with_points

from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.appoint_deputy import AppointDeputy
from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.lapse_redemption import LapseRedemption
from ledger.decisions.list_reward import ListReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.decisions.withdraw_deputy import WithdrawDeputy
from ledger.events import (
    BranchHeadAppointed,
    DeputyAppointed,
    DeputyWithdrawn,
    ManagerAssigned,
    RedemptionApproved,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionLapsed,
    RedemptionRejected,
    RedemptionRequested,
)
from ledger.models.shelf import Shelf
from ledger.recording import Caller, Command
from ledger.refusals.approvals import (
    ApprovalNotAwaited,
    ApprovalNotOverdue,
    ApprovalsMissing,
    ApprovalTooLate,
    ApprovedAlready,
    ApproverReportsToRequester,
    ApproverUnnamed,
    DeputyOfAnother,
    DeputyOutOfTerm,
    DeputyTermInvalid,
    HeadsAlready,
    NotDeputy,
    NotTheApprover,
    ReportingCircle,
    ReportsAlready,
)
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.proposals import ProposerCannotApprove
from ledger.refusals.rewards import RedemptionSettled, RedemptionUnknown

TRIP = ListReward(reward="TRIP", title="考察", kind="training_place", price=201, stock=9)
HR = Caller("hr-desk", on_behalf_of="han", operator=True)
DUE = NOON + timedelta(days=14)


def as_(person: str) -> Caller:
    return Caller("app", on_behalf_of=person)


def asked(price: int = 201, employee: str = "lin") -> tuple[Spec, ApproveRedemption]:
    """Lin reports to Wu, Wu to Qian, who heads Chengdu; Mei reports to Lin. Lin asks for a trip."""
    spec = with_points(employee, price).given(
        AssignManager(employee="mei", manager="lin"),
        AssignManager(employee="lin", manager="wu"),
        AssignManager(employee="wu", manager="qian"),
        AppointBranchHead(branch="CD", head="qian"),
        *(JoinBranch(employee=one, branch="CD") for one in ("lin", "wu", "qian")),
        TRIP.model_copy(update={"price": price}),
    )
    return spec, ApproveRedemption(redemption=requested(spec.when(RedeemReward(employee=employee, reward="TRIP"))))


@pytest.mark.parametrize(
    ("price", "chain"),
    [
        (200, ()),
        (201, ("line_manager",)),
        (1000, ("line_manager",)),
        (1001, ("line_manager", "branch_head")),
        (5001, ("line_manager", "branch_head", "hr")),
    ],
)
def test_the_price_says_whose_approvals_a_request_needs(price: int, chain: tuple[str, ...]) -> None:
    spec, _ = asked(price)
    spec.then(fact(RedemptionRequested, approvals=chain, lapses_at=DUE if chain else None))


def test_all_units_together_are_what_is_approved() -> None:
    spec = with_points("lin", 300).given(TRIP.model_copy(update={"price": 100}))
    spec.when(RedeemReward(employee="lin", reward="TRIP", units=2)).then(fact(RedemptionRequested, approvals=()))
    spec = with_points("lin", 300).given(TRIP.model_copy(update={"price": 100}))
    spec.when(RedeemReward(employee="lin", reward="TRIP", units=3))
    spec.then(fact(RedemptionRequested, approvals=("line_manager",)))


def test_each_step_is_given_by_its_holder_and_then_the_request_is_fulfilled() -> None:
    spec, approve = asked(5001)
    fulfil = FulfilRedemption(redemption=approve.redemption)
    spec.when(fulfil).refused(ApprovalsMissing, missing=3)
    spec.when(approve, by=as_("wu")).then(fact(RedemptionApproved, step="line_manager", capacity="holder"))
    spec.when(fulfil).refused(ApprovalsMissing, missing=2)
    spec.when(approve, by=as_("qian")).then(fact(RedemptionApproved, step="branch_head", approver="qian"))
    spec.when(approve, by=HR).then(fact(RedemptionApproved, step="hr", approver="han", capacity="hr"))
    spec.when(fulfil).then(fact(RedemptionFulfilled, price=5001))


def test_a_request_that_needs_nobody_is_approved_by_nobody() -> None:
    spec, approve = asked(200)
    spec.when(approve, by=as_("wu")).refused(ApprovalNotAwaited, state="approved")


def test_nobody_approves_their_own_request_not_even_hr() -> None:
    spec, approve = asked()
    spec.when(approve, by=as_("lin")).refused(SelfActionForbidden)
    spec.when(approve, by=Caller("hr-desk", on_behalf_of="lin", operator=True)).refused(SelfActionForbidden)


def test_who_asks_for_another_approves_nothing_of_it_and_leaves_the_step_to_hr() -> None:
    spec, withdrawn = asked()
    spec.given(CancelRedemption(redemption=withdrawn.redemption))
    request = spec.when(RedeemReward(employee="lin", reward="TRIP"), by=as_("wu"))
    request.then(fact(RedemptionRequested, asked_by="wu"))
    approve = ApproveRedemption(redemption=requested(request))
    spec.when(approve, by=as_("wu")).refused(ProposerCannotApprove)
    spec.when(approve, by=HR).then(fact(RedemptionApproved, step="line_manager", capacity="hr"))


def test_nobody_approves_for_their_own_boss_directly_or_through_others() -> None:
    spec, approve = asked()
    spec.given(AssignManager(employee="fen", manager="mei"), AppointDeputy(employee="wu", deputy="fen", until=DUE))
    for report in ("mei", "fen"):
        spec.when(approve, by=as_(report)).refused(ApproverReportsToRequester, approver=report, employee="lin")


def test_nobody_approves_twice_in_one_chain() -> None:
    spec, approve = asked(1001)
    spec.given(AssignManager(employee="lin", manager="qian")).given(approve, by=as_("qian"))
    spec.when(approve, by=as_("qian")).refused(ApprovedAlready, approver="qian")
    # Qian also heads the branch, so that step is nobody's and HR gives it.
    spec.when(approve, by=HR).then(fact(RedemptionApproved, step="branch_head", capacity="hr"))


def test_a_program_without_a_person_approves_nothing() -> None:
    spec, approve = asked()
    spec.when(approve, by=OPERATOR).refused(ApproverUnnamed)
    spec.when(approve, by=Caller("app")).refused(ApproverUnnamed)


def test_neither_a_colleague_nor_the_boss_s_boss_nor_hr_takes_a_step_that_is_another_s() -> None:
    spec, approve = asked()
    for person in (as_("zhao"), as_("qian"), HR):
        spec.when(approve, by=person).refused(NotTheApprover, step="line_manager", approver=person.on_behalf_of)


def test_hr_gives_the_step_that_nobody_holds() -> None:
    spec = with_points("zhao", 201).given(TRIP)
    approve = ApproveRedemption(redemption=requested(spec.when(RedeemReward(employee="zhao", reward="TRIP"))))
    spec.when(approve, by=as_("wu")).refused(NotTheApprover)
    spec.when(approve, by=HR).then(fact(RedemptionApproved, step="line_manager", capacity="hr"))


def test_a_branch_head_does_not_approve_as_head_what_they_ask_for_themselves() -> None:
    spec, approve = asked(1001, "qian")
    spec.when(approve, by=HR).then(fact(RedemptionApproved, step="line_manager", capacity="hr"))
    other = HR._replace(on_behalf_of="hua")
    spec.when(approve, by=other).then(fact(RedemptionApproved, step="branch_head", capacity="hr", approver="hua"))


def test_a_deputy_approves_within_the_term_and_not_a_moment_longer() -> None:
    spec, approve = asked()
    since, until = NOON + timedelta(days=1), NOON + timedelta(days=3)
    spec.given(AppointDeputy(employee="wu", deputy="zhao", since=since, until=until))
    spec.when(approve, by=as_("zhao")).refused(DeputyOutOfTerm, approver="zhao", employee="wu")
    spec.at(until).when(approve, by=as_("zhao")).refused(DeputyOutOfTerm)
    spec.at(until - timedelta(microseconds=1)).when(approve, by=as_("zhao"))
    spec.then(fact(RedemptionApproved, approver="zhao", capacity="deputy", stands_for="wu"))


def test_a_deputy_who_was_withdrawn_approves_nothing() -> None:
    spec, approve = asked()
    spec.given(AppointDeputy(employee="wu", deputy="zhao", until=DUE)).when(
        WithdrawDeputy(employee="wu", deputy="zhao")
    )
    spec.then(fact(DeputyWithdrawn, employee="wu", deputy="zhao"))
    spec.when(approve, by=as_("zhao")).refused(NotTheApprover)
    spec.when(WithdrawDeputy(employee="wu", deputy="zhao")).refused(NotDeputy)


def test_a_deputy_has_a_term_and_is_somebody_else() -> None:
    spec = given().when(AppointDeputy(employee="wu", deputy="zhao", until=DUE))
    spec.then(fact(DeputyAppointed, since=NOON, until=DUE))
    for since, until in ((DUE, DUE), (None, NOON), (NOON - timedelta(days=2), NOON - timedelta(days=1))):
        spec.when(AppointDeputy(employee="wu", deputy="zhao", since=since, until=until)).refused(DeputyTermInvalid)
    spec.when(AppointDeputy(employee="wu", deputy="wu", until=DUE)).refused(SelfActionForbidden)


def test_a_rejected_request_gives_points_and_unit_back_and_says_why() -> None:
    spec, approve = asked()
    reject = RejectRedemption(redemption=approve.redemption, because="TEAM_SHORT")
    spec.when(reject, by=as_("lin")).refused(SelfActionForbidden)
    spec.when(reject, by=as_("wu")).then(
        fact(RedemptionRejected, approver="wu", because="TEAM_SHORT"), fact(RedemptionCancelled, price=201, units=1)
    )
    assert (points(spec, "lin"), spec.read(Shelf("TRIP")).left) == ((201, 0), 9)
    spec.when(approve, by=as_("wu")).refused(ApprovalNotAwaited, state="rejected")
    spec.when(FulfilRedemption(redemption=approve.redemption)).refused(RedemptionSettled, state="rejected")


def test_an_approved_request_is_rejected_no_more() -> None:
    spec, approve = asked()
    spec.given(approve, by=as_("wu"))
    spec.when(RejectRedemption(redemption=approve.redemption, because="LATE"), by=as_("wu")).refused(ApprovalNotAwaited)


def test_a_request_that_nobody_approves_lapses_once_on_its_day_however_late_that_is_noticed() -> None:
    spec, approve = asked()
    lapse = LapseRedemption(redemption=approve.redemption)
    spec.at(DUE - timedelta(microseconds=1)).when(lapse).refused(ApprovalNotOverdue, lapses_at=DUE.isoformat())
    spec.at(DUE + timedelta(days=40)).when(lapse)
    spec.then(fact(RedemptionLapsed, effective_at=DUE), fact(RedemptionCancelled, because="APPROVAL_LAPSED"))
    assert (points(spec, "lin"), spec.read(Shelf("TRIP")).left) == ((201, 0), 9)
    spec.when(lapse).refused(ApprovalNotAwaited, state="lapsed")


def test_after_its_day_a_request_is_approved_by_nobody_lapsed_or_not() -> None:
    spec, approve = asked()
    spec.at(DUE).when(approve, by=as_("wu")).refused(ApprovalTooLate, lapses_at=DUE.isoformat())
    spec.given(LapseRedemption(redemption=approve.redemption))
    spec.when(approve, by=as_("wu")).refused(ApprovalNotAwaited, state="lapsed")


def test_what_is_approved_does_not_lapse() -> None:
    spec, approve = asked()
    spec.given(approve, by=as_("wu")).at(DUE)
    spec.when(LapseRedemption(redemption=approve.redemption)).refused(ApprovalNotAwaited, state="approved")


def test_who_asked_may_still_think_better_of_it() -> None:
    spec, approve = asked()
    cancel = CancelRedemption(redemption=approve.redemption)
    spec.when(cancel, by=as_("wu")).refused(RedemptionUnknown)
    spec.when(cancel, by=as_("lin")).then(fact(RedemptionCancelled, price=201))
    spec.when(approve, by=as_("wu")).refused(ApprovalNotAwaited, state="cancelled")


@pytest.mark.parametrize("step", [ApproveRedemption, LapseRedemption])
def test_what_was_never_asked_for_is_not_found(step: type[Command]) -> None:
    given().when(step.model_validate({"redemption": "no-such"}), by=as_("wu")).refused(RedemptionUnknown)


def test_only_the_person_and_hr_say_who_stands_in() -> None:
    appoint = AppointDeputy(employee="wu", deputy="lin", until=DUE)
    spec = given()
    for stranger in (as_("lin"), Caller("app")):
        spec.when(appoint, by=stranger).refused(DeputyOfAnother, employee="wu")
    spec.when(appoint, by=as_("wu")).then(fact(DeputyAppointed, deputy="lin"))
    spec.when(WithdrawDeputy(employee="wu", deputy="lin"), by=as_("lin")).refused(DeputyOfAnother)
    spec.when(WithdrawDeputy(employee="wu", deputy="lin"), by=as_("wu")).then(fact(DeputyWithdrawn))


# Who reports to whom


def test_a_manager_and_a_head_are_named_and_replaced() -> None:
    spec = given().when(AssignManager(employee="lin", manager="wu")).then(fact(ManagerAssigned, manager="wu"))
    spec.when(AssignManager(employee="lin", manager="wu")).refused(ReportsAlready)
    spec.when(AssignManager(employee="lin", manager="qian")).then(fact(ManagerAssigned, manager="qian"))
    spec.when(AppointBranchHead(branch="CD", head="qian")).then(fact(BranchHeadAppointed, head="qian"))
    spec.when(AppointBranchHead(branch="CD", head="qian")).refused(HeadsAlready)


@pytest.mark.parametrize(("employee", "manager"), [("wu", "wu"), ("wu", "lin"), ("qian", "lin")])
def test_nobody_reports_to_themselves_however_far_around(employee: str, manager: str) -> None:
    spec = given(AssignManager(employee="lin", manager="wu"), AssignManager(employee="wu", manager="qian"))
    spec.when(AssignManager(employee=employee, manager=manager)).refused(ReportingCircle, manager=manager)
