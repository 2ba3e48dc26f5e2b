"""There is no way around the second person: not through the office, nor out of a line, nor through one's reports."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from specs.spec import NOON, OPERATOR, Spec, fact, given
from specs.story import ENDS, FIRE, MUG, STARTS, attended, closed, requested, with_points

from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.appoint_deputy import AppointDeputy
from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.approve_requirement_change import ApproveRequirementChange
from ledger.decisions.approve_transfer import ApproveTransfer
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.assign_trainer import AssignTrainer
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.propose_requirement_change import ProposeRequirementChange
from ledger.decisions.propose_transfer import ProposeTransfer
from ledger.decisions.record_absence import RecordAbsence
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.record_playback import RecordPlayback
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.void_absence import VoidAbsence
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    AbsenceRecorded,
    AdjustmentProposed,
    ManagerAssigned,
    RedemptionFulfilled,
    RedemptionRefunded,
    RequirementChangeProposed,
    TransferProposed,
)
from ledger.recording import Command
from ledger.refusals.approvals import ApproverReportsToRequester
from ledger.refusals.attendance import SelfActionForbidden

LIN, ZHOU, QIAN = (OPERATOR._replace(on_behalf_of=who) for who in ("lin", "zhou", "qian"))
DIGEST = "0" * 64


def at_work() -> Spec:
    return given(JoinBranch(employee="lin", branch="CD"))


def completed() -> Spec:
    return with_points("lin", 100)


@pytest.mark.parametrize(
    ("story", "command"),
    [
        (lambda: given(FIRE), RecordCompletion(employee="lin", course="FIRE-1", completion="x", source="lms")),
        (lambda: given(FIRE), RecordPlayback(employee="lin", course="FIRE-1", length_seconds=60, segments=((0, 60),))),
        (
            lambda: attended("mei").given(EnrolLearner(session="S-1", employee="lin")),
            ImportPresence(
                session="S-1", employee="lin", joined_at=STARTS, left_at=ENDS, source="x", evidence_digest=DIGEST
            ),
        ),
        (
            lambda: closed("lin", minutes=50),
            CorrectAttendance(session="S-1", employee="lin", joined_at=STARTS, left_at=ENDS, because="KIOSK_BROKEN"),
        ),
        # What earned little makes room for a repeat that would earn more.
        (completed, VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG_PERSON")),
        (lambda: closed("lin"), VoidAttendance(session="S-1", employee="lin", because="PROXY")),
        (lambda: attended("mei"), AssignTrainer(session="S-1", trainer="lin")),
        (
            at_work,
            RecordAbsence(employee="lin", kind="MATERNITY", first_day="2026-03-03", last_day="2026-12-31"),
        ),
        (at_work, AssignPosition(employee="lin", position="CLEANER")),
        (at_work, MoveEmployee(employee="lin", branch="XA")),
        (Spec, JoinBranch(employee="lin", branch="XA")),
        (at_work, LeaveCompany(employee="lin", last_day="2026-03-31")),
        (Spec, AppointBranchHead(branch="CD", head="lin")),
        (Spec, AppointDeputy(employee="boss", deputy="lin", until=NOON + timedelta(days=3))),
        (Spec, AssignManager(employee="mei", manager="lin")),
        (Spec, AssignManager(employee="lin", manager="mei")),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Command) else "",
)
def test_the_office_keeps_nobodys_file_for_themselves(story: Callable[[], Spec], command: Command) -> None:
    spec = story()
    spec.when(command, by=LIN).refused(SelfActionForbidden)
    assert spec.when(command, by=QIAN).facts


def test_nobody_voids_their_own_absence() -> None:
    away = RecordAbsence(employee="lin", kind="TRAVEL", first_day="2026-03-03", last_day="2026-03-04")
    spec = at_work().when(away, by=QIAN)
    (recorded,) = spec.facts
    assert isinstance(recorded, AbsenceRecorded)
    void = VoidAbsence(employee="lin", absence=recorded.absence, because="TRIP_CANCELLED")
    spec.when(void, by=LIN).refused(SelfActionForbidden)
    assert spec.when(void, by=QIAN).facts


def test_nobody_hands_a_reward_to_themselves_nor_takes_it_back() -> None:
    spec = completed().given(MUG).when(RedeemReward(employee="lin", reward="MUG"), by=LIN)
    redemption = requested(spec)
    fulfil = FulfilRedemption(redemption=redemption)
    refund = RefundRedemption(redemption=redemption, because="BROKEN")
    spec.when(fulfil, by=LIN).refused(SelfActionForbidden)
    spec.when(fulfil, by=QIAN).then(fact(RedemptionFulfilled))
    spec.when(refund, by=LIN).refused(SelfActionForbidden)
    spec.when(refund, by=QIAN).then(fact(RedemptionRefunded))


def test_nobody_leaves_the_line_of_their_boss_to_decide_for_them() -> None:
    spec = given(AssignManager(employee="qian", manager="wu"), AssignManager(employee="wu", manager="lin"))
    for employee in ("wu", "lin"):
        out = AssignManager(employee=employee, manager="zhao")
        spec.when(out, by=QIAN).refused(ApproverReportsToRequester, approver="qian", employee=employee)
    spec.when(AssignManager(employee="wu", manager="zhao"), by=ZHOU).then(fact(ManagerAssigned, employee="wu"))


def test_what_somebody_proposed_is_not_approved_by_who_reports_to_them() -> None:
    spec = at_work().given(AssignManager(employee="qian", manager="zhou"), AssignManager(employee="mei", manager="wu"))
    for proposal in (
        ProposeAdjustment(employee="lin", kind="grant", points=100, because="HELPED", note="helped"),
        ProposeRequirementChange(
            employee="lin", period="2026", kind="lower", credits=Decimal(10), because="ILLNESS", note="ill"
        ),
        ProposeTransfer(employee="wu", successor="li", reports=("mei",), because="MOVES", note="moves"),
    ):
        (proposed,) = spec.when(proposal, by=ZHOU).facts
        approve: Command
        match proposed:
            case AdjustmentProposed():
                approve = ApproveAdjustment(adjustment=proposed.adjustment)
            case RequirementChangeProposed():
                approve = ApproveRequirementChange(change=proposed.change)
            case _:
                assert isinstance(proposed, TransferProposed)
                approve = ApproveTransfer(transfer=proposed.transfer)
        spec.when(approve, by=QIAN).refused(ApproverReportsToRequester, approver="qian", employee="zhou")
        assert spec.when(approve, by=OPERATOR._replace(on_behalf_of="han")).facts
