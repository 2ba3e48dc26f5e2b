"""Restatements: a session that never was, a worth from a date on, a policy mistake; two people, and one law."""

from datetime import timedelta
from decimal import Decimal

import pytest
from specs.spec import Spec, fact, given
from specs.story import ENDS, MUG, STARTS, attended, closed, hold, points, scheduled, shanghai

from ledger.decisions.advance_restatement import AdvanceRestatement
from ledger.decisions.approve_restatement import ApproveRestatement
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.check_in import CheckIn
from ledger.decisions.close_rating import CloseRating
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.finish_restatement import FinishRestatement
from ledger.decisions.open_session import OpenSession
from ledger.decisions.preview_restatement import PreviewRestatement
from ledger.decisions.propose_recomputation import ProposeRecomputation
from ledger.decisions.propose_revaluation import ProposeRevaluation
from ledger.decisions.propose_session_void import ProposeSessionVoid
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.rate_session import RateSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.reject_restatement import RejectRestatement
from ledger.decisions.restate_awards import RestateAwards
from ledger.decisions.revise_course import ReviseCourse
from ledger.decisions.void_attendance import VoidAttendance
from ledger.events import (
    AttendanceVoided,
    CompletionVoided,
    CourseRevalued,
    CreditsAwarded,
    CreditsReversed,
    Effect,
    PointsEarned,
    PointsReversed,
    PolicyDrafted,
    RatingClosed,
    RatingDiscounted,
    RestatementAdvanced,
    RestatementApproved,
    RestatementFinished,
    RestatementPreviewed,
    RestatementProposed,
    RestatementRejected,
    SessionVoided,
)
from ledger.models.awards import Award, Awards
from ledger.models.catalogue import CourseEntry
from ledger.recording import Caller, Command
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.policies import PolicyUnknown
from ledger.refusals.proposals import ProposalDecided, ProposalUnknown, ProposerCannotApprove
from ledger.refusals.restatements import (
    NothingToRevalue,
    PolicyNotRepublished,
    RestatementHandDone,
    RestatementNotApproved,
    RestatementNotPreviewed,
    RevaluationInTheFuture,
    SessionNotHeld,
)
from ledger.refusals.sessions import SessionOver, SessionUnknown
from ledger.restating import effect_of

ZHOU, QIAN = (Caller("hr-desk", on_behalf_of=person, operator=True) for person in ("zhou", "qian"))
NOBODY = Effect(
    people=0, credits_reversed=Decimal(0), credits_awarded=Decimal(0), points_reversed=0, points_earned=0, debt=0
)
NEVER_HELD = ProposeSessionVoid(session="S-1", because="NEVER_HELD")
NOT_THERE = VoidAttendance(session="S-1", employee="lin", because="PROXY")
TWO = ProposeRevaluation(course="FIRE-1", credits=Decimal("2.00"), since="2026-03-02", because="MISPRINT")


def proposed(spec: Spec, proposal: Command) -> str:
    """Zhou proposes; give the restatement's name."""
    (made,) = spec.when(proposal, by=ZHOU).facts
    assert isinstance(made, RestatementProposed)
    return made.restatement


def approved(spec: Spec, proposal: Command) -> str:
    """Zhou proposes, it is previewed, and Qian approves."""
    name = proposed(spec, proposal)
    spec.given(PreviewRestatement(restatement=name, as_of=1, effect=NOBODY))
    spec.when(ApproveRestatement(restatement=name), by=QIAN)
    return name


def restated(spec: Spec, proposal: Command, *people: str, course: str = "FIRE-1") -> Spec:
    """All of it, in one hand."""
    name = approved(spec, proposal)
    each = [RestateAwards(restatement=name, employee=one, course=course) for one in people]
    hand = tuple((one, course) for one in people)
    return spec.when(AdvanceRestatement(restatement=name, hand=hand), *each)


def award(spec: Spec, activity: str, employee: str = "lin") -> Award:
    return spec.read(Awards(employee, "FIRE-1")).by_activity[activity]


# Two people


def test_it_is_proposed_previewed_and_approved_by_another_person_and_then_carried_out() -> None:
    spec = closed("lin")
    name = proposed(spec, NEVER_HELD)
    spec.then(fact(RestatementProposed, kind="session_void", session="S-1", since=ENDS, proposer="zhou"))
    approve = ApproveRestatement(restatement=name)
    spec.when(approve, by=QIAN).refused(RestatementNotPreviewed)
    spec.when(RestateAwards(restatement=name, employee="lin", course="FIRE-1")).refused(RestatementNotApproved)
    spec.when(PreviewRestatement(restatement=name, as_of=9, effect=NOBODY)).then(fact(RestatementPreviewed, as_of=9))
    spec.when(approve, by=ZHOU).refused(ProposerCannotApprove)
    spec.when(approve).refused(ApproverUnnamed)
    spec.when(AdvanceRestatement(restatement=name, hand=(("lin", "FIRE-1"),))).refused(RestatementNotApproved)
    spec.when(approve, by=QIAN)
    spec.then(fact(RestatementApproved, approver="qian"), fact(SessionVoided, session="S-1", effective_at=ENDS))
    spec.when(approve, by=QIAN).refused(ProposalDecided, state="approved")
    spec.when(PreviewRestatement(restatement=name, as_of=9, effect=NOBODY)).refused(ProposalDecided)
    spec.when(FinishRestatement(restatement=name)).then(fact(RestatementFinished))
    spec.when(FinishRestatement(restatement=name)).refused(RestatementNotApproved, state="finished")


def test_who_reports_to_the_proposer_does_not_approve_and_who_proposed_may_take_it_back() -> None:
    spec = closed("lin").given(AssignManager(employee="qian", manager="zhou"))
    name = proposed(spec, NEVER_HELD)
    spec.given(PreviewRestatement(restatement=name, as_of=1, effect=NOBODY))
    spec.when(ApproveRestatement(restatement=name), by=QIAN).refused(ApproverReportsToRequester)
    reject = RejectRestatement(restatement=name, because="MISTAKEN")
    spec.when(reject, by=ZHOU).then(fact(RestatementRejected, rejecter="zhou"))
    spec.when(reject, by=QIAN).refused(ProposalDecided, state="rejected")
    spec.when(ApproveRestatement(restatement="none"), by=QIAN).refused(ProposalUnknown)


def test_who_taught_the_session_or_sat_in_it_does_not_approve_that_it_never_was() -> None:
    spec = scheduled("lin", "han").given(OpenSession(session="S-1")).at(STARTS)
    spec.given(CheckIn(session="S-1", employee="lin", method="kiosk")).at(ENDS).given(CloseSession(session="S-1"))
    name = proposed(spec, NEVER_HELD)
    spec.given(PreviewRestatement(restatement=name, as_of=9, effect=NOBODY))
    for concerned in ("lin", "wu"):
        by = QIAN._replace(on_behalf_of=concerned)
        spec.when(ApproveRestatement(restatement=name), by=by).refused(SelfActionForbidden)
    absent = QIAN._replace(on_behalf_of="han")
    spec.when(ApproveRestatement(restatement=name), by=absent).then(fact(RestatementApproved), fact(SessionVoided))


def test_a_hand_that_is_done_is_not_done_again() -> None:
    spec = restated(closed("lin"), TWO, "lin")
    (advanced, *_) = spec.facts
    assert isinstance(advanced, RestatementAdvanced)
    again = AdvanceRestatement(restatement=advanced.restatement, hand=(("lin", "FIRE-1"),))
    spec.when(again).refused(RestatementHandDone)
    further = AdvanceRestatement(restatement=advanced.restatement, hand=(("mei", "FIRE-1"),))
    spec.when(further).then(fact(RestatementAdvanced, employee="mei", awards=1))


# A session that never took place


def test_everything_that_followed_from_the_session_is_taken_back() -> None:
    spec = closed("lin", "mei", "zhou")
    spec.given(*(RateSession(session="S-1", employee=one, score=Decimal(95)) for one in ("lin", "mei", "zhou")))
    spec.given(CloseRating(session="S-1"))
    assert points(spec, "wu") == (35, 0)
    restated(spec, NEVER_HELD, "lin", "mei", "zhou")
    kinds = [type(one) for one in spec.facts]
    assert (kinds.count(AttendanceVoided), kinds.count(RatingDiscounted), kinds.count(RatingClosed)) == (3, 3, 3)
    for one in ("lin", "mei", "zhou"):
        assert award(spec, "session:S-1", one).voided
        assert points(spec, one) == (0, 0)
    assert points(spec, "wu") == (0, 0)
    effect = effect_of(spec.facts)
    assert (effect.people, effect.credits_reversed, effect.points_reversed) == (4, Decimal("9.00"), 44)


def test_a_make_up_of_a_session_that_never_was_is_withdrawn_too() -> None:
    spec = attended("mei").given(EnrolLearner(session="S-1", employee="lin"), CloseSession(session="S-1"))
    done = RecordCompletion(employee="lin", course="FIRE-1", completion="r-1", source="lms", makes_up="S-1")
    restated(spec.given(done), NEVER_HELD, "lin", "mei")
    assert [type(one) for one in spec.facts[1:4]] == [CompletionVoided, CreditsReversed, PointsReversed]
    assert points(spec, "lin") == (0, 0)


def test_points_of_it_that_were_spent_are_owed() -> None:
    spec = hold(closed("lin"), "S-2", "lin", starts_at=shanghai(2027, 1, 4, 8))
    spec.given(MUG.model_copy(update={"price": 5}), RedeemReward(employee="lin", reward="MUG"))
    restated(spec, NEVER_HELD, "lin")
    assert points(spec, "lin") == (1, 3)
    assert effect_of(spec.facts).debt == 3


def test_nothing_more_is_said_of_a_voided_session() -> None:
    spec = restated(closed("lin"), NEVER_HELD, "lin")
    correct = CorrectAttendance(session="S-1", employee="lin", joined_at=STARTS, left_at=ENDS, because="CLOCK")
    spec.when(correct).refused(SessionOver, state="voided")
    spec.when(NEVER_HELD, by=ZHOU).refused(SessionNotHeld, state="voided")
    scheduled("lin").when(NEVER_HELD, by=ZHOU).refused(SessionNotHeld, state="scheduled")
    given().when(NEVER_HELD, by=ZHOU).refused(SessionUnknown)


def test_of_two_proposals_to_void_a_session_one_is_approved() -> None:
    spec = closed("lin")
    first, second = proposed(spec, NEVER_HELD), proposed(spec, NEVER_HELD)
    for name in (first, second):
        spec.given(PreviewRestatement(restatement=name, as_of=1, effect=NOBODY))
    spec.given(ApproveRestatement(restatement=first), by=QIAN)
    spec.when(ApproveRestatement(restatement=second), by=QIAN).refused(SessionNotHeld, state="voided")


# A course's worth from a date on


def test_awards_since_the_date_are_made_anew_with_the_worth_put_right_and_earlier_ones_are_not() -> None:
    spec = hold(closed("lin", minutes=80), "S-2", "lin", starts_at=shanghai(2027, 1, 4, 8))
    restated(spec, TWO.model_copy(update={"since": "2027-01-01"}), "lin").then(
        fact(RestatementAdvanced, employee="lin", course="FIRE-1"),
        fact(CreditsReversed, activity="session:S-2", credits=Decimal("3.00")),
        fact(PointsReversed, points=3),
        fact(CreditsAwarded, activity="session:S-2", credits=Decimal("2.00"), effective_at=spec.now),
        fact(PointsEarned, lot="learning#2/session:S-2", points=2),
    )
    assert award(spec, "session:S-1").credits == Decimal("2.66")
    entry = spec.read(CourseEntry("FIRE-1")).entry
    assert entry is not None
    assert entry.credits == Decimal("2.00")


def test_what_was_restated_is_not_restated_again_and_a_later_revision_stays() -> None:
    spec = closed("lin").later(days=9)
    spec.given(ReviseCourse(course="FIRE-1", title="消防安全", credits=Decimal("5.00"), kind="required", minutes=90))
    restated(spec, TWO, "lin")
    assert award(spec, "session:S-1").credits == Decimal("2.00")
    entry = spec.read(CourseEntry("FIRE-1"))
    assert entry.entry is not None
    assert entry.entry.credits == Decimal("5.00")
    spec.when(TWO, by=ZHOU).refused(NothingToRevalue, credits="2.00")
    three = restated(spec, TWO.model_copy(update={"credits": Decimal("3.00")}), "lin")
    assert award(three, "session:S-1").credits == Decimal("3.00")
    assert [type(one) for one in restated(spec, TWO.model_copy(update={"since": "2026-03-03"}), "lin").facts] == [
        RestatementAdvanced
    ]


def test_a_repeat_is_worth_what_was_put_right_when_it_moves_up_later() -> None:
    spec = restated(hold(closed("lin"), "S-2", "lin"), TWO, "lin")
    assert award(spec, "session:S-2").worth == Decimal("2.00")
    assert award(spec, "session:S-2").shortfall == "REPEAT"
    left_at = STARTS + timedelta(minutes=10)
    spec.given(CorrectAttendance(session="S-1", employee="lin", joined_at=STARTS, left_at=left_at, because="CLOCK"))
    assert award(spec, "session:S-2").credits == Decimal("2.00")


def test_a_correction_after_the_restatement_pays_the_worth_put_right() -> None:
    spec = restated(closed("lin"), TWO, "lin")
    left_at = STARTS + timedelta(minutes=72)
    spec.given(CorrectAttendance(session="S-1", employee="lin", joined_at=STARTS, left_at=left_at, because="CLOCK"))
    assert award(spec, "session:S-1").credits == Decimal("1.60")


def test_a_revaluation_is_of_a_course_there_is_and_of_a_day_that_has_come() -> None:
    closed("lin").when(TWO.model_copy(update={"course": "TEA"}), by=ZHOU).refused(CourseUnknown)
    closed("lin").when(TWO.model_copy(update={"since": "2026-03-03"}), by=ZHOU).refused(RevaluationInTheFuture)
    closed("lin").when(TWO).refused(ApproverUnnamed)


# A policy mistake


def republished(spec: Spec, document: str, since: str = "2026-03-02") -> str:
    """Zhou drafts the policy as it should have been, and Qian publishes it for a past day."""
    (draft,) = spec.when(DraftPolicy(document=document), by=ZHOU).facts
    assert isinstance(draft, PolicyDrafted)
    spec.given(PublishPolicy(version=draft.version, since=since, because="WRONG_NUMBER"), by=QIAN)
    return draft.version


def test_what_a_republished_policy_changes_is_awarded_anew_and_nothing_else() -> None:
    spec = hold(closed("lin", minutes=60), "S-2", "lin", "mei", starts_at=shanghai(2027, 1, 4, 8))
    version = republished(spec, "attendance: {minimum_share: 0.6}")
    restated(spec, ProposeRecomputation(version=version, because="WRONG_SHARE"), "lin", "mei").then(
        fact(RestatementAdvanced, employee="mei", awards=2),
        fact(CreditsReversed, activity="session:S-1", credits=Decimal("0.00")),
        fact(CreditsAwarded, activity="session:S-1", credits=Decimal("2.00"), shortfall=None),
        fact(PointsEarned, points=2),
    )


def test_what_happened_before_the_version_is_not_looked_at_whatever_its_rules_are_by_now() -> None:
    spec = hold(closed("lin", minutes=60), "S-2", "lin", minutes=60, starts_at=shanghai(2027, 1, 4, 8))
    republished(spec, "attendance: {minimum_share: 0.6}")
    version = republished(spec, "attendance: {minimum_share: 0.5}", since="2027-01-01")
    restated(spec, ProposeRecomputation(version=version, because="WRONG_SHARE"), "lin")
    assert award(spec, "session:S-2").credits == Decimal("2.00")
    assert award(spec, "session:S-1").shortfall == "TOO_SHORT"


def test_an_activity_that_counts_after_all_takes_the_place_in_line_that_it_would_have_had() -> None:
    spec = hold(closed("lin", minutes=60), "S-2", "lin")
    assert award(spec, "session:S-2").credits == Decimal("3.00")
    version = republished(spec, "attendance: {minimum_share: 0.6}")
    restated(spec, ProposeRecomputation(version=version, because="WRONG_SHARE"), "lin")
    assert award(spec, "session:S-1").credits == Decimal("2.00")
    assert award(spec, "session:S-2").shortfall == "REPEAT"
    spec.given(NOT_THERE)
    assert award(spec, "session:S-2").credits == Decimal("3.00")


def test_points_follow_their_own_rule_even_where_the_credits_stay() -> None:
    spec = closed("lin")
    version = republished(spec, "learner: {points_per_credit: 2}")
    again = ProposeRecomputation(version=version, because="WRONG_POINTS")
    restated(spec, again, "lin")
    assert points(spec, "lin") == (6, 0)
    assert [type(one) for one in restated(spec, again, "lin").facts] == [RestatementAdvanced]


def test_a_retake_that_the_policy_lets_count_is_paid() -> None:
    spec = hold(closed("lin"), "S-2", "lin")
    version = republished(spec, "calculators: {course_counts: always}")
    restated(spec, ProposeRecomputation(version=version, because="RETAKES_COUNT"), "lin")
    assert award(spec, "session:S-2").credits == Decimal("3.00")
    assert points(spec, "lin") == (6, 0)


def test_only_a_version_that_holds_for_past_days_is_recomputed() -> None:
    recompute = ProposeRecomputation(version="company-1", because="WRONG_SHARE")
    spec = closed("lin").when(recompute, by=ZHOU).refused(PolicyUnknown)
    spec.given(DraftPolicy(document="attendance: {minimum_share: 0.6}"), by=ZHOU)
    spec.when(recompute, by=ZHOU).refused(PolicyNotRepublished, state="draft")


@pytest.mark.parametrize("proposal", [NEVER_HELD, TWO], ids=("void", "revalue"))
def test_the_facts_say_what_they_were_recorded_by(proposal: Command) -> None:
    spec = restated(closed("lin"), proposal, "lin")
    for one in spec.facts:
        if isinstance(one, CreditsAwarded | CourseRevalued):
            assert one.restatement is not None


def test_what_happened_before_the_date_and_is_recorded_afterwards_is_worth_what_it_was_then() -> None:
    spec = restated(closed("lin"), TWO.model_copy(update={"since": "2026-03-02"}), "lin").later(days=1)
    earlier = RecordCompletion(
        employee="mei", course="FIRE-1", completion="c-1", source="lms", at=shanghai(2026, 3, 1, 12)
    )
    spec.given(earlier, earlier.model_copy(update={"employee": "zhou", "completion": "c-2", "at": spec.now}))
    assert award(spec, "completion:c-1", "mei").credits == Decimal("3.00")
    assert award(spec, "completion:c-2", "zhou").credits == Decimal("2.00")
