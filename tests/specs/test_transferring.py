"""What a person answers for passes to another: two people, one append, from a moment on; nothing that waits is lost."""

from datetime import timedelta

from specs.spec import OPERATOR, Spec, fact
from specs.story import requested, with_points

from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.appoint_deputy import AppointDeputy
from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.approve_transfer import ApproveTransfer
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.list_reward import ListReward
from ledger.decisions.propose_transfer import ProposeTransfer
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.reject_transfer import RejectTransfer
from ledger.events import (
    BranchHeadAppointed,
    DeputyAppointed,
    DeputyWithdrawn,
    ManagerAssigned,
    RedemptionApproved,
    TransferApproved,
    TransferProposed,
    TransferRejected,
)
from ledger.recording import Caller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed, NotTheApprover, ReportingCircle
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.proposals import ProposalDecided, ProposalLapsed, ProposalUnknown, ProposerCannotApprove
from ledger.refusals.transfers import NotResponsible, TransferEmpty

ZHOU, QIAN, WU, LI = (OPERATOR._replace(on_behalf_of=who) for who in ("zhou", "qian", "wu", "li"))
WAITS = timedelta(days=10)


def led_by_wu() -> Spec:
    """Lin and Mei report to Wu, who heads Chengdu and stands in for Zhao; Lin has asked for something big."""
    spec = with_points("lin", 500)
    spec.given(
        ListReward(reward="TRIP", title="培训", kind="training_place", price=201, stock=3),
        AssignManager(employee="lin", manager="wu"),
        AssignManager(employee="mei", manager="wu"),
        AssignManager(employee="wu", manager="boss"),
        AppointBranchHead(branch="CD", head="wu"),
        AppointDeputy(employee="zhao", deputy="wu", until=spec.now + timedelta(days=30)),
    )
    return spec


def proposal(spec: Spec, **more: object) -> ProposeTransfer:
    said = {"reports": ("lin", "mei"), "branches": ("CD",), "stands_in_for": ("zhao",), "begins_at": spec.now, **more}
    return ProposeTransfer.model_validate(
        {"employee": "wu", "successor": "li", "because": "MOVES", "note": "调往西安", **said}
    )


def proposed(spec: Spec, **more: object) -> str:
    spec.when(proposal(spec, **more), by=ZHOU)
    (one,) = spec.facts
    assert isinstance(one, TransferProposed)
    return one.transfer


def test_everything_passes_in_one_append_with_the_approval() -> None:
    spec = led_by_wu()
    name, at = proposed(spec), spec.now
    until = at + timedelta(days=30)
    spec.when(ApproveTransfer(transfer=name), by=QIAN).then(
        fact(TransferApproved, transfer=name, employee="wu", approver="qian"),
        fact(ManagerAssigned, employee="lin", manager="li", effective_at=at),
        fact(ManagerAssigned, employee="mei", manager="li"),
        fact(BranchHeadAppointed, branch="CD", head="li", effective_at=at),
        fact(DeputyWithdrawn, employee="zhao", deputy="wu"),
        fact(DeputyAppointed, employee="zhao", deputy="li", since=at, until=until),
    )
    spec.when(ApproveTransfer(transfer=name), by=QIAN).refused(ProposalDecided, state="approved")


def test_what_waits_for_approval_waits_for_the_successor_from_the_moment_on() -> None:
    spec = led_by_wu()
    spec.when(RedeemReward(employee="lin", reward="TRIP"), by=OPERATOR)
    wish = requested(spec)
    name = proposed(spec, begins_at=spec.now + WAITS)
    spec.when(ApproveTransfer(transfer=name), by=QIAN)
    approve = ApproveRedemption(redemption=wish)
    spec.when(approve, by=Caller("app", on_behalf_of="li")).refused(NotTheApprover)
    spec.at(spec.now + WAITS)
    spec.when(approve, by=Caller("app", on_behalf_of="wu")).refused(NotTheApprover)
    spec.when(approve, by=Caller("app", on_behalf_of="li")).then(
        fact(RedemptionApproved, approver="li", capacity="holder")
    )


def test_a_deputy_of_later_stands_in_until_then() -> None:
    spec = led_by_wu()
    now, then = spec.now, spec.now + WAITS
    name = proposed(spec, reports=(), branches=(), begins_at=then)
    spec.when(ApproveTransfer(transfer=name), by=QIAN).then(
        fact(TransferApproved),
        fact(DeputyAppointed, employee="zhao", deputy="wu", since=now, until=then),
        fact(DeputyAppointed, employee="zhao", deputy="li", since=then),
    )


def test_two_people_who_are_neither_of_the_two_nor_theirs_agree() -> None:
    spec = led_by_wu()
    spec.when(proposal(spec), by=Caller("hr-desk", operator=True)).refused(ApproverUnnamed)
    name = proposed(spec)
    spec.given(AssignManager(employee="sun", manager="li"))
    for who, refusal in ((ZHOU, ProposerCannotApprove), (WU, SelfActionForbidden), (LI, SelfActionForbidden)):
        spec.when(ApproveTransfer(transfer=name), by=who).refused(refusal)
    for theirs in ("mei", "sun"):
        by = OPERATOR._replace(on_behalf_of=theirs)
        spec.when(ApproveTransfer(transfer=name), by=by).refused(ApproverReportsToRequester)
    spec.when(RejectTransfer(transfer=name, because="ANOTHER_SUCCESSOR"), by=QIAN).then(
        fact(TransferRejected, rejecter="qian", because="ANOTHER_SUCCESSOR")
    )
    spec.when(ApproveTransfer(transfer=name), by=QIAN).refused(ProposalDecided, state="rejected")
    spec.when(ApproveTransfer(transfer="T-0"), by=QIAN).refused(ProposalUnknown)


def test_only_what_is_theirs_passes_and_what_has_gone_meanwhile_stays_where_it_is() -> None:
    spec = led_by_wu()
    spec.when(proposal(spec, reports=("zhao",)), by=ZHOU).refused(NotResponsible, role="line_manager", subject="zhao")
    spec.when(proposal(spec, branches=("XA",)), by=ZHOU).refused(NotResponsible, role="branch_head", subject="XA")
    spec.when(proposal(spec, stands_in_for=("lin",)), by=ZHOU).refused(NotResponsible, role="deputy", subject="lin")
    spec.when(proposal(spec, reports=(), branches=(), stands_in_for=()), by=ZHOU).refused(TransferEmpty)
    spec.when(proposal(spec, successor="wu"), by=ZHOU).refused(SelfActionForbidden)
    name = proposed(spec, branches=(), stands_in_for=())
    spec.given(AssignManager(employee="mei", manager="zhao"))
    spec.when(ApproveTransfer(transfer=name), by=QIAN).then(
        fact(TransferApproved), fact(ManagerAssigned, employee="lin", manager="li")
    )


def test_who_takes_over_from_their_own_manager_reports_to_that_persons_manager() -> None:
    spec = led_by_wu()
    name = proposed(spec, successor="lin", branches=(), stands_in_for=())
    spec.when(ApproveTransfer(transfer=name), by=QIAN).then(
        fact(TransferApproved),
        fact(ManagerAssigned, employee="lin", manager="boss"),
        fact(ManagerAssigned, employee="mei", manager="lin"),
    )


def test_nobody_ends_up_reporting_to_their_own_report() -> None:
    spec = led_by_wu().given(AssignManager(employee="li", manager="lin"))
    spec.when(proposal(spec), by=ZHOU).refused(ReportingCircle, employee="lin", manager="li")


def test_a_proposed_transfer_lapses() -> None:
    spec = led_by_wu()
    name = proposed(spec)
    spec.at(spec.now + timedelta(days=14))
    spec.when(ApproveTransfer(transfer=name), by=QIAN).refused(ProposalLapsed)
