"""Every command there is over HTTP: one line each, and who may give it."""

from typing import Final, NamedTuple

from api.http.policy import Access, Role, only
from ledger.decisions.answer_prompt import AnswerPrompt
from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.appoint_deputy import AppointDeputy
from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.approve_make_up import ApproveMakeUp
from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.approve_requirement_change import ApproveRequirementChange
from ledger.decisions.approve_restatement import ApproveRestatement
from ledger.decisions.approve_transfer import ApproveTransfer
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.assign_trainer import AssignTrainer
from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.call_waiting import CallWaiting
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.cancel_session import CancelSession
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_branch import CloseBranch
from ledger.decisions.close_period import ClosePeriod
from ledger.decisions.close_rating import CloseRating
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.exempt_from_obligation import ExemptFromObligation
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.hand_over_evidence import HandOverEvidence
from ledger.decisions.issue_prompt import IssuePrompt
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.join_waiting_list import JoinWaitingList
from ledger.decisions.lapse_redemption import LapseRedemption
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.leave_waiting_list import LeaveWaitingList
from ledger.decisions.limit_reward import LimitReward
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.move_branch import MoveBranch
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.offer_reward import OfferReward
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.open_session import OpenSession
from ledger.decisions.plan_pause import PlanPause
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.propose_recomputation import ProposeRecomputation
from ledger.decisions.propose_requirement_change import ProposeRequirementChange
from ledger.decisions.propose_revaluation import ProposeRevaluation
from ledger.decisions.propose_session_void import ProposeSessionVoid
from ledger.decisions.propose_transfer import ProposeTransfer
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.rate_session import RateSession
from ledger.decisions.record_absence import RecordAbsence
from ledger.decisions.record_benefit_used import RecordBenefitUsed
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.record_playback import RecordPlayback
from ledger.decisions.recount_reward import RecountReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reject_adjustment import RejectAdjustment
from ledger.decisions.reject_make_up import RejectMakeUp
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.decisions.reject_requirement_change import RejectRequirementChange
from ledger.decisions.reject_restatement import RejectRestatement
from ledger.decisions.reject_transfer import RejectTransfer
from ledger.decisions.release_obligation import ReleaseObligation
from ledger.decisions.relist_reward import RelistReward
from ledger.decisions.reopen_period import ReopenPeriod
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.request_make_up import RequestMakeUp
from ledger.decisions.require_course import RequireCourse
from ledger.decisions.reschedule_session import RescheduleSession
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.retire_course import RetireCourse
from ledger.decisions.retire_policy import RetirePolicy
from ledger.decisions.retire_reward import RetireReward
from ledger.decisions.review_evidence import ReviewEvidence
from ledger.decisions.revise_course import ReviseCourse
from ledger.decisions.revoke_requirement_change import RevokeRequirementChange
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.settle_account import SettleAccount
from ledger.decisions.void_absence import VoidAbsence
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.decisions.watch_stock import WatchStock
from ledger.decisions.withdraw_deputy import WithdrawDeputy
from ledger.decisions.withdraw_enrolment import WithdrawEnrolment
from ledger.decisions.withdraw_policy import WithdrawPolicy
from ledger.decisions.write_off_stock import WriteOffStock
from ledger.recording import Command

PEOPLE: Final = only(Role.EMPLOYEE, Role.OPERATOR)
LEARNER: Final = only(Role.EMPLOYEE)
DOOR: Final = only(Role.EMPLOYEE, Role.TRAINER, Role.OPERATOR)
DESK: Final = only(Role.TRAINER, Role.OPERATOR)
OFFICE: Final = only(Role.OPERATOR)
AUDIT: Final = only(Role.AUDITOR)
RULES: Final = only(Role.ADMINISTRATOR)


class CommandLine(NamedTuple):
    """One command's address; the ids in it are fields that its body leaves out."""

    path: str
    command: type[Command]
    allow: Access
    tag: str


COMMANDS: Final = (
    CommandLine("/v1/courses", ListCourse, OFFICE, "courses"),
    CommandLine("/v1/courses/{course}/revise", ReviseCourse, OFFICE, "courses"),
    CommandLine("/v1/courses/{course}/retire", RetireCourse, OFFICE, "courses"),
    CommandLine("/v1/obligations", RequireCourse, OFFICE, "obligations"),
    CommandLine("/v1/obligations/{obligation}/release", ReleaseObligation, OFFICE, "obligations"),
    CommandLine("/v1/obligations/{obligation}/exemptions", ExemptFromObligation, OFFICE, "obligations"),
    CommandLine("/v1/members", JoinBranch, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/move", MoveEmployee, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/absences", RecordAbsence, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/absences/{absence}/void", VoidAbsence, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/manager", AssignManager, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/deputies", AppointDeputy, PEOPLE, "members"),
    CommandLine("/v1/members/{employee}/deputies/withdraw", WithdrawDeputy, PEOPLE, "members"),
    CommandLine("/v1/branches", OpenBranch, OFFICE, "branches"),
    CommandLine("/v1/branches/{branch}/move", MoveBranch, OFFICE, "branches"),
    CommandLine("/v1/branches/{branch}/close", CloseBranch, OFFICE, "branches"),
    CommandLine("/v1/branches/{branch}/head", AppointBranchHead, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/position", AssignPosition, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/leave", LeaveCompany, OFFICE, "members"),
    CommandLine("/v1/members/{employee}/settle", SettleAccount, OFFICE, "members"),
    CommandLine("/v1/transfers", ProposeTransfer, OFFICE, "members"),
    CommandLine("/v1/transfers/{transfer}/approve", ApproveTransfer, OFFICE, "members"),
    CommandLine("/v1/transfers/{transfer}/reject", RejectTransfer, OFFICE, "members"),
    CommandLine("/v1/sessions", ScheduleSession, OFFICE, "sessions"),
    CommandLine("/v1/sessions/{session}/reschedule", RescheduleSession, OFFICE, "sessions"),
    CommandLine("/v1/sessions/{session}/pauses", PlanPause, OFFICE, "sessions"),
    CommandLine("/v1/sessions/{session}/open", OpenSession, DESK, "sessions"),
    CommandLine("/v1/sessions/{session}/close", CloseSession, DESK, "sessions"),
    CommandLine("/v1/sessions/{session}/cancel", CancelSession, OFFICE, "sessions"),
    CommandLine("/v1/sessions/{session}/trainer", AssignTrainer, OFFICE, "sessions"),
    CommandLine("/v1/sessions/{session}/enrolments", EnrolLearner, DOOR, "sessions"),
    CommandLine("/v1/sessions/{session}/enrolments/withdraw", WithdrawEnrolment, DOOR, "sessions"),
    CommandLine("/v1/sessions/{session}/prompts", IssuePrompt, DESK, "attendance"),
    CommandLine("/v1/sessions/{session}/prompts/{prompt}/answer", AnswerPrompt, LEARNER, "attendance"),
    CommandLine("/v1/sessions/{session}/ratings", RateSession, LEARNER, "ratings"),
    CommandLine("/v1/sessions/{session}/ratings/close", CloseRating, OFFICE, "ratings"),
    CommandLine("/v1/attendance/check-in", CheckIn, DOOR, "attendance"),
    CommandLine("/v1/attendance/check-out", CheckOut, DOOR, "attendance"),
    CommandLine("/v1/attendance/{session}/{employee}/correct", CorrectAttendance, OFFICE, "attendance"),
    CommandLine("/v1/attendance/{session}/{employee}/void", VoidAttendance, OFFICE, "attendance"),
    CommandLine("/v1/playbacks", RecordPlayback, OFFICE, "completions"),
    CommandLine("/v1/sessions/{session}/make-ups", RequestMakeUp, PEOPLE, "completions"),
    CommandLine("/v1/sessions/{session}/make-ups/{employee}/approve", ApproveMakeUp, OFFICE, "completions"),
    CommandLine("/v1/sessions/{session}/make-ups/{employee}/reject", RejectMakeUp, OFFICE, "completions"),
    CommandLine("/v1/completions", RecordCompletion, OFFICE, "completions"),
    CommandLine("/v1/completions/{completion}/void", VoidCompletion, OFFICE, "completions"),
    CommandLine("/v1/accounts/{employee}/expire", ExpirePoints, OFFICE, "accounts"),
    CommandLine("/v1/sessions/{session}/void", ProposeSessionVoid, OFFICE, "restatements"),
    CommandLine("/v1/courses/{course}/revalue", ProposeRevaluation, OFFICE, "restatements"),
    CommandLine("/v1/policies/{version}/recompute", ProposeRecomputation, OFFICE, "restatements"),
    CommandLine("/v1/restatements/{restatement}/approve", ApproveRestatement, OFFICE, "restatements"),
    CommandLine("/v1/restatements/{restatement}/reject", RejectRestatement, OFFICE, "restatements"),
    CommandLine("/v1/periods/{period}/begin-closing", BeginClosing, OFFICE, "periods"),
    CommandLine("/v1/periods/{period}/reopen", ReopenPeriod, OFFICE, "periods"),
    CommandLine("/v1/periods/{period}/close", ClosePeriod, OFFICE, "periods"),
    CommandLine("/v1/adjustments", ProposeAdjustment, OFFICE, "adjustments"),
    CommandLine("/v1/adjustments/{adjustment}/approve", ApproveAdjustment, OFFICE, "adjustments"),
    CommandLine("/v1/adjustments/{adjustment}/reject", RejectAdjustment, OFFICE, "adjustments"),
    CommandLine("/v1/requirement-changes", ProposeRequirementChange, PEOPLE, "requirement"),
    CommandLine("/v1/requirement-changes/{change}/approve", ApproveRequirementChange, OFFICE, "requirement"),
    CommandLine("/v1/requirement-changes/{change}/reject", RejectRequirementChange, OFFICE, "requirement"),
    CommandLine("/v1/requirement-changes/{change}/revoke", RevokeRequirementChange, OFFICE, "requirement"),
    CommandLine("/v1/rewards", ListReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/restock", RestockReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/recount", RecountReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/write-off", WriteOffStock, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/watch", WatchStock, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/reprice", RepriceReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/offer", OfferReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/limit", LimitReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/retire", RetireReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/relist", RelistReward, OFFICE, "rewards"),
    CommandLine("/v1/rewards/{reward}/waiting", JoinWaitingList, PEOPLE, "rewards"),
    CommandLine("/v1/rewards/{reward}/waiting/leave", LeaveWaitingList, PEOPLE, "rewards"),
    CommandLine("/v1/rewards/{reward}/waiting/call", CallWaiting, OFFICE, "rewards"),
    CommandLine("/v1/redemptions", RedeemReward, PEOPLE, "redemptions"),
    CommandLine("/v1/redemptions/{redemption}/fulfil", FulfilRedemption, OFFICE, "redemptions"),
    CommandLine("/v1/redemptions/{redemption}/cancel", CancelRedemption, PEOPLE, "redemptions"),
    CommandLine("/v1/redemptions/{redemption}/refund", RefundRedemption, OFFICE, "redemptions"),
    CommandLine("/v1/redemptions/{redemption}/use", RecordBenefitUsed, OFFICE, "redemptions"),
    CommandLine("/v1/redemptions/{redemption}/approve", ApproveRedemption, PEOPLE, "approvals"),
    CommandLine("/v1/redemptions/{redemption}/reject", RejectRedemption, PEOPLE, "approvals"),
    CommandLine("/v1/redemptions/{redemption}/lapse", LapseRedemption, OFFICE, "approvals"),
    CommandLine("/v1/policies", DraftPolicy, RULES, "policies"),
    CommandLine("/v1/policies/{version}/publish", PublishPolicy, RULES, "policies"),
    CommandLine("/v1/policies/{version}/retire", RetirePolicy, RULES, "policies"),
    CommandLine("/v1/policies/{version}/withdraw", WithdrawPolicy, RULES, "policies"),
    CommandLine("/v1/evidence/{package}/review", ReviewEvidence, AUDIT, "evidence"),
    CommandLine("/v1/evidence/{package}/hand-over", HandOverEvidence, AUDIT, "evidence"),
)
