"""Voiding: an attendance or a completion is withdrawn, and what followed from it reads as if it had never been."""

from datetime import timedelta
from decimal import Decimal

from specs.spec import Spec, fact, given
from specs.story import (
    ENDS,
    FIRE,
    MUG,
    STARTS,
    attended,
    closed,
    completes,
    hold,
    opened,
    points,
    scheduled,
    shanghai,
    with_points,
)

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    AttendanceVoided,
    CheckedIn,
    CompletionVoided,
    CreditsAwarded,
    CreditsReversed,
    DebtSettled,
    PointsEarned,
    PointsReversed,
)
from ledger.models.attendance import Presence
from ledger.models.awards import Award, Awards
from ledger.refusals.attendance import AlreadyReversed, AttendanceUnknown, NotCheckedIn
from ledger.refusals.learning import CompletionUnknown
from ledger.refusals.sessions import SessionUnknown

VOID = VoidAttendance(session="S-1", employee="lin", because="PROXY")
VOID_COMPLETION = VoidCompletion(employee="lin", course="BIG", completion="c-1", because="WRONG_PERSON")
CORRECT = CorrectAttendance(
    session="S-1", employee="lin", joined_at=STARTS, left_at=STARTS + timedelta(minutes=80), because="APPEAL"
)


def award(spec: Spec, activity: str, course: str = "FIRE-1") -> Award:
    return spec.read(Awards("lin", course)).by_activity[activity]


# Attendance


def test_a_voided_attendance_reverses_credits_and_points_in_one_bundle_dated_when_they_were_earned() -> None:
    spec = closed("lin", "mei").later(days=30).when(VOID)
    spec.then(
        fact(AttendanceVoided, minutes_before=90, because="PROXY", course="FIRE-1"),
        fact(CreditsReversed, credits=Decimal("3.00"), activity="session:S-1"),
        fact(PointsReversed, points=3, taken=3, debt=0, lot="learning/session:S-1"),
    )
    assert {one.effective_at for one in spec.facts} == {ENDS}


def test_the_trainer_keeps_the_points_of_the_hour_while_somebody_else_was_there() -> None:
    assert points(closed("lin", "mei").given(VOID), "wu") == (15, 0)


def test_when_the_last_attendee_is_voided_the_trainer_has_taught_an_empty_room() -> None:
    closed("lin").when(VOID).then(
        fact(AttendanceVoided),
        fact(CreditsReversed),
        fact(PointsReversed, employee="lin"),
        fact(PointsReversed, employee="wu", source="teaching", points=15, taken=15, debt=0),
    )


def test_an_attendance_is_voided_once() -> None:
    closed("lin").given(VOID).when(VOID).refused(AlreadyReversed)


def test_who_was_never_there_has_nothing_to_void() -> None:
    scheduled("lin").when(VOID).refused(AttendanceUnknown, employee="lin")
    hold(closed("mei"), "S-2", "lin", minutes=0).when(VOID.model_copy(update={"session": "S-2"})).refused(
        AttendanceUnknown
    )
    given().when(VOID).refused(SessionUnknown)


def test_points_already_spent_become_a_debt_never_clamped_at_zero() -> None:
    spec = completes(closed("lin"), "c", credits_=27).given(MUG, RedeemReward(employee="lin", reward="MUG"))
    spec.when(VOID)
    assert spec.facts[2].model_dump(include={"taken", "debt"}) == {"taken": 0, "debt": 3}
    assert points(spec, "lin") == (0, 3)


def test_the_repeat_behind_a_voided_attendance_is_paid_with_its_own_date_and_minutes() -> None:
    spec = hold(closed("lin"), "S-2", "lin", "mei", minutes=80)
    earned_at = spec.now
    spec.later(days=5).when(VOID).then(
        fact(AttendanceVoided),
        fact(CreditsReversed, activity="session:S-1"),
        fact(PointsReversed),
        fact(
            CreditsAwarded,
            activity="session:S-2",
            credits=Decimal("2.66"),
            shortfall=None,
            minutes=80,
            kind="required",
            category="general",
        ),
        fact(PointsEarned, lot="learning/session:S-2", points=2, effective_at=earned_at),
        fact(PointsReversed, employee="wu"),
    )


def test_a_voided_repeat_takes_nothing_from_the_attendance_that_was_paid() -> None:
    spec = hold(closed("lin"), "S-2", "lin").given(VoidAttendance(session="S-2", employee="lin", because="PROXY"))
    assert award(spec, "session:S-1").credits == Decimal("3.00")
    assert points(spec, "lin") == (3, 0)


def test_of_several_repeats_the_one_recorded_first_is_paid_as_if_the_voided_one_had_never_been() -> None:
    """Completion c-2 happened before c-1 but was recorded after it, so without S-1 it would have been the repeat."""
    spec = closed("lin").later(days=20)
    for completion, days in (("c-1", 10), ("c-2", 5)):
        at = ENDS + timedelta(days=days)
        done = RecordCompletion(employee="lin", course="FIRE-1", completion=completion, source="test", at=at)
        spec.given(done)
    spec.given(VOID)
    assert award(spec, "completion:c-1").credits == Decimal("3.00")
    assert award(spec, "completion:c-2").shortfall == "REPEAT"


def test_a_repeat_in_another_year_is_paid_by_itself_and_does_not_move_up() -> None:
    spec = hold(given(FIRE), "S-1", "lin", starts_at=shanghai(2026, 12, 31, 20))
    spec = hold(spec, "S-2", "lin", starts_at=shanghai(2027, 1, 1, 8))
    assert points(spec, "lin") == (6, 0)
    assert points(spec.given(VOID), "lin") == (3, 0)


def test_an_attendance_is_voided_after_a_correction() -> None:
    spec = closed("lin").given(CORRECT, VOID)
    assert award(spec, "session:S-1").reversed
    assert points(spec, "lin") == (0, 0)


def test_a_wrong_void_is_put_right_by_a_correction_which_can_be_voided_in_its_turn() -> None:
    spec = closed("lin").given(VOID, CORRECT)
    assert points(spec, "lin") == (2, 0)
    assert points(spec.given(VOID), "lin") == (0, 0)


def test_an_attendance_is_voided_before_the_close_and_then_earns_nothing() -> None:
    spec = attended("lin").when(VOID).then(fact(AttendanceVoided, minutes_before=0)).given(CloseSession(session="S-1"))
    assert points(spec, "lin") == (0, 0)
    spec.when(VOID).refused(AlreadyReversed)


def test_who_was_voided_at_the_door_may_come_in_properly() -> None:
    come = CheckIn(session="S-1", employee="lin", method="kiosk")
    spec = opened("lin").given(come, VOID)
    spec.when(CheckOut(session="S-1", employee="lin", method="kiosk")).refused(NotCheckedIn)
    spec.later(minutes=5).when(come).then(fact(CheckedIn))
    spec.at(ENDS).given(CloseSession(session="S-1"))
    assert spec.read(Presence("lin", "S-1")).minutes == 85
    assert points(spec.given(VOID), "lin") == (0, 0)


# Completions


def test_a_voided_completion_reverses_credits_and_points() -> None:
    with_points("lin", 100).when(VOID_COMPLETION).then(
        fact(CompletionVoided, completion="c-1", because="WRONG_PERSON"),
        fact(CreditsReversed, credits=Decimal("100.00"), activity="completion:c-1"),
        fact(PointsReversed, points=100, taken=100, debt=0),
    )


def test_a_completion_is_voided_once() -> None:
    with_points("lin", 100).given(VOID_COMPLETION).when(VOID_COMPLETION).refused(AlreadyReversed)


def test_an_unknown_completion_or_somebody_elses_is_not_voided() -> None:
    given().when(VOID_COMPLETION).refused(CompletionUnknown, completion="c-1")
    with_points("mei", 100).when(VOID_COMPLETION).refused(CompletionUnknown, employee="lin")


def test_an_attendance_moves_up_behind_a_voided_completion_and_a_completion_behind_an_attendance() -> None:
    first = RecordCompletion(employee="lin", course="FIRE-1", completion="c-1", source="test")
    spec = hold(given(FIRE, first), "S-1", "lin")
    assert award(spec, "session:S-1").shortfall == "REPEAT"
    spec.given(VOID_COMPLETION.model_copy(update={"course": "FIRE-1"}))
    assert award(spec, "session:S-1").credits == Decimal("3.00")
    spec.given(first.model_copy(update={"completion": "c-2"}), VOID)
    assert award(spec, "completion:c-2").credits == Decimal("3.00")


def test_what_moves_up_pays_off_the_debt_that_the_voiding_left() -> None:
    spec = completes(hold(closed("lin"), "S-2", "lin", "mei"), "c", credits_=27)
    spec.given(MUG, RedeemReward(employee="lin", reward="MUG"))
    spec.when(VOID)
    settled = [one for one in spec.facts if isinstance(one, DebtSettled)]
    assert [(one.lot, one.points) for one in settled] == [("learning/session:S-2", 3)]
    assert points(spec, "lin") == (0, 0)
