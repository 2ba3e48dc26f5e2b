"""Making up for a missed session: inside its window, once, never beside the attendance of the same session."""

from datetime import timedelta
from decimal import Decimal

import pytest
from specs.spec import Spec, fact
from specs.story import ENDS, FIRE, STARTS, attended, closed, hold, points, shanghai
from specs.story import scheduled as planned

from ledger.decisions.approve_make_up import ApproveMakeUp
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.reject_make_up import RejectMakeUp
from ledger.decisions.request_make_up import RequestMakeUp
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    AbsenceRecorded,
    AttendanceCorrected,
    CompletionRecorded,
    CreditsAwarded,
    CreditsReversed,
    MakeUpApproved,
    MakeUpRejected,
    MakeUpRequested,
    PointsEarned,
    PointsReversed,
    SessionMadeUp,
)
from ledger.models import policies
from ledger.models.awards import Award, Awards
from ledger.policy import DEFAULT_POLICY, MakeUpPolicy
from ledger.recording import Caller, Command, Past
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.making_up import (
    MakeUpAlreadyAsked,
    MakeUpAlreadyCounted,
    MakeUpNotApproved,
    MakeUpNotExpected,
    MakeUpNotHeld,
    MakeUpNotMissed,
    MakeUpOtherCourse,
    MakeUpTooEarly,
    MakeUpTooLate,
    MakeUpUnknown,
)
from ledger.refusals.sessions import SessionUnknown

WINDOW = DEFAULT_POLICY.make_up.window_days
LAST = shanghai(2026, 3, 2) + timedelta(days=WINDOW + 1) - timedelta(microseconds=1)
RECORDING = RecordCompletion(employee="lin", course="FIRE-1", completion="r-1", source="lms", makes_up="S-1")
ASK = RequestMakeUp(session="S-1", employee="lin", because="TRAVEL")
AGREE, DISAGREE = (
    ApproveMakeUp(session="S-1", employee="lin"),
    RejectMakeUp(session="S-1", employee="lin", because="ATTENDED_ANOTHER"),
)
THERE_AFTER_ALL = CorrectAttendance(
    session="S-1", employee="lin", joined_at=STARTS, left_at=ENDS, because="KIOSK_CLOCK_WRONG"
)
NOT_THERE = VoidAttendance(session="S-1", employee="lin", because="PROXY")
ZHOU, QIAN = (Caller("hr-desk", on_behalf_of=person, operator=True) for person in ("zhou", "qian"))


class Travel(Command):
    """Lin travels on these days."""

    first_day: str
    last_day: str

    def decide(self, past: Past) -> AbsenceRecorded:
        return AbsenceRecorded(
            employee="lin",
            absence="a-1",
            kind="TRAVEL",
            first_day=self.first_day,
            last_day=self.last_day,
            effective_at=past.now,
        )


def missed() -> Spec:
    """Lin had a seat in S-1 and did not come; Mei did."""
    return attended("mei").given(EnrolLearner(session="S-1", employee="lin"), CloseSession(session="S-1"))


def award(spec: Spec, activity: str) -> Award:
    return spec.read(Awards("lin", "FIRE-1")).by_activity[activity]


@pytest.fixture
def _approvals(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = DEFAULT_POLICY.model_copy(update={"make_up": MakeUpPolicy(needs_approval=True)})
    monkeypatch.setattr(policies, "DEFAULT_POLICY", policy)


def test_the_recording_of_a_missed_session_counts_and_says_what_it_makes_up_for() -> None:
    missed().later(days=3).when(RECORDING).then(
        fact(CompletionRecorded, completion="r-1"),
        fact(SessionMadeUp, session="S-1", employee="lin", course="FIRE-1", completion="r-1"),
        fact(CreditsAwarded, credits=Decimal("3.00"), makes_up="S-1", session=None, shortfall=None),
        fact(PointsEarned, points=3),
    )


def test_it_counts_to_the_end_of_the_windows_last_day_and_not_a_moment_longer() -> None:
    spec = missed().at(LAST + timedelta(days=5))
    late = RECORDING.model_copy(update={"at": LAST + timedelta(microseconds=1)})
    spec.when(late).refused(MakeUpTooLate, session="S-1", last_day="2026-04-01")
    spec.when(ASK).refused(MakeUpTooLate)
    spec.when(RECORDING.model_copy(update={"at": ENDS - timedelta(seconds=1)})).refused(MakeUpTooEarly)
    spec.given(RECORDING.model_copy(update={"at": LAST}))
    assert award(spec, "completion:r-1").credits == Decimal("3.00")


def test_who_was_there_or_was_never_expected_makes_up_for_nothing() -> None:
    spec = closed("lin")
    spec.when(RECORDING).refused(MakeUpNotMissed)
    spec.when(ASK).refused(MakeUpNotMissed)
    stranger = closed("mei")
    stranger.when(RECORDING).refused(MakeUpNotExpected, employee="lin", session="S-1")
    for first, last in (("2026-02-20", "2026-03-01"), ("2026-03-03", "2026-03-09")):
        stranger.given(Travel(first_day=first, last_day=last)).when(RECORDING).refused(MakeUpNotExpected)
    stranger.given(Travel(first_day="2026-03-02", last_day="2026-03-02")).when(RECORDING)
    assert award(stranger, "completion:r-1").credits == Decimal("3.00")


def test_only_a_session_that_was_held_is_missed_and_only_its_own_recording_makes_up_for_it() -> None:
    planned("lin").when(RECORDING).refused(MakeUpNotHeld, state="scheduled")
    missed().when(RECORDING.model_copy(update={"makes_up": "S-9"})).refused(SessionUnknown)
    tea = RECORDING.model_copy(update={"course": "TEA"})
    missed().given(FIRE.model_copy(update={"course": "TEA"})).when(tea).refused(MakeUpOtherCourse, course="FIRE-1")


def test_a_session_is_made_up_for_once_unless_that_failed_or_was_withdrawn() -> None:
    again = RECORDING.model_copy(update={"completion": "r-2"})
    spec = missed().given(RECORDING)
    spec.when(again).refused(MakeUpAlreadyCounted, completion="r-1")
    withdrawn = VoidCompletion(employee="lin", course="FIRE-1", completion="r-1", because="WRONG_PERSON")
    spec.given(withdrawn, again)
    assert award(spec, "completion:r-2").credits == Decimal("3.00")
    failed = missed().given(RECORDING.model_copy(update={"watched_share": Decimal("0.1")}), again)
    assert award(failed, "completion:r-2").credits == Decimal("3.00")


# Where policy wants an approval


@pytest.mark.usefixtures("_approvals")
def test_nothing_counts_before_somebody_else_agreed() -> None:
    spec = missed()
    spec.when(RECORDING).refused(MakeUpNotApproved, state="none")
    spec.when(ASK).then(fact(MakeUpRequested, course="FIRE-1", because="TRAVEL"))
    spec.when(ASK).refused(MakeUpAlreadyAsked, state="requested")
    spec.when(RECORDING).refused(MakeUpNotApproved, state="requested")
    spec.when(AGREE, by=QIAN).then(fact(MakeUpApproved, approver="qian"))
    spec.when(AGREE, by=ZHOU).refused(MakeUpAlreadyAsked, state="approved")
    spec.given(RECORDING)
    assert points(spec, "lin") == (3, 0)


@pytest.mark.usefixtures("_approvals")
def test_who_was_refused_may_ask_again() -> None:
    spec = missed().given(ASK).when(DISAGREE, by=QIAN).then(fact(MakeUpRejected, rejecter="qian"))
    spec.when(RECORDING).refused(MakeUpNotApproved, state="rejected")
    spec.when(AGREE, by=ZHOU).refused(MakeUpAlreadyAsked, state="rejected")
    spec.when(ASK).then(fact(MakeUpRequested))


@pytest.mark.usefixtures("_approvals")
def test_nobody_agrees_for_themselves_nor_for_their_boss() -> None:
    spec = missed().given(ASK, AssignManager(employee="zhou", manager="lin"))
    for command in (AGREE, DISAGREE):
        spec.when(command, by=Caller("hr-desk", on_behalf_of="lin", operator=True)).refused(SelfActionForbidden)
        spec.when(command, by=ZHOU).refused(ApproverReportsToRequester)
        spec.when(command).refused(ApproverUnnamed)
    spec.at(LAST + timedelta(microseconds=1)).when(AGREE, by=QIAN).refused(MakeUpTooLate)
    missed().when(AGREE, by=QIAN).refused(MakeUpUnknown)
    missed().when(DISAGREE, by=QIAN).refused(MakeUpUnknown)


# The attendance is corrected afterwards


def test_who_was_there_after_all_needed_no_make_up_which_becomes_a_repeat() -> None:
    spec = missed().later(days=3).given(RECORDING).later(days=3)
    spec.when(THERE_AFTER_ALL)
    kinds = [type(one) for one in spec.facts[:6]]
    assert kinds == [AttendanceCorrected, CreditsReversed, PointsReversed, CreditsAwarded, CreditsAwarded, PointsEarned]
    attendance, make_up = award(spec, "session:S-1"), award(spec, "completion:r-1")
    assert (attendance.credits, attendance.shortfall) == (Decimal("3.00"), None)
    assert (make_up.credits, make_up.shortfall) == (Decimal("0.00"), "REPEAT")
    assert points(spec, "lin") == (3, 0)
    spec.given(NOT_THERE)
    assert award(spec, "completion:r-1").credits == Decimal("3.00")
    assert points(spec, "lin") == (3, 0)


def test_a_make_up_of_another_year_gives_way_too_and_what_was_behind_it_moves_up() -> None:
    """S-1 is missed on 31 December; its recording and session S-2 are of January, where one of them counts."""
    spec = hold(Spec().given(FIRE), "S-1", "lin", starts_at=shanghai(2026, 12, 31, 20), minutes=0)
    spec.at(shanghai(2027, 1, 4)).given(RECORDING)
    spec = hold(spec, "S-2", "lin")
    assert award(spec, "session:S-2").shortfall == "REPEAT"
    starts = shanghai(2026, 12, 31, 20)
    there = THERE_AFTER_ALL.model_copy(update={"joined_at": starts, "left_at": starts + timedelta(minutes=90)})
    spec.given(there)
    paid = {name: one.credits for name, one in spec.read(Awards("lin", "FIRE-1")).by_activity.items()}
    three = Decimal("3.00")
    assert paid == {"completion:r-1": 0, "session:S-2": three, "session:S-1": three}
    spec.given(NOT_THERE)
    paid = {name: one.credits for name, one in spec.read(Awards("lin", "FIRE-1")).by_activity.items()}
    assert paid == {"completion:r-1": three, "session:S-2": 0, "session:S-1": 0}
    assert points(spec, "lin") == (3, 0)
