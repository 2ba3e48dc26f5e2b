"""Corrections: what was verified wrongly is put right, with everything that followed from it."""

from datetime import timedelta
from decimal import Decimal

from specs.spec import Spec, fact, given
from specs.story import ENDS, MUG, STARTS, attended, closed, completes, hold, points

from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.list_course import ListCourse
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.revise_course import ReviseCourse
from ledger.decisions.void_attendance import VoidAttendance
from ledger.events import (
    AttendanceCorrected,
    CreditsAwarded,
    CreditsReversed,
    DebtSettled,
    PointsEarned,
    PointsReversed,
)
from ledger.models.awards import Awards
from ledger.recording import Caller
from ledger.refusals.attendance import AttendanceNotVerified, NothingToCorrect, SelfActionForbidden
from ledger.refusals.sessions import NotOnRoster, SessionUnknown, TimesReversed


def to(minutes: int, session: str = "S-1", employee: str = "lin") -> CorrectAttendance:
    """The person was there for so many minutes of the first session after all."""
    left_at = STARTS + timedelta(minutes=minutes) if minutes else ENDS + timedelta(minutes=1)
    joined_at = STARTS if minutes else ENDS
    return CorrectAttendance(
        session=session, employee=employee, joined_at=joined_at, left_at=left_at, because="KIOSK_CLOCK"
    )


def credits_of(spec: Spec, employee: str = "lin") -> dict[str, str]:
    awards = spec.read(Awards(employee, "FIRE-1")).by_activity
    return {name.removeprefix("session:"): str(award.credits) for name, award in awards.items()}


def test_a_correction_reverses_and_awards_anew_in_one_bundle_dated_when_it_was_earned() -> None:
    spec = closed("lin", minutes=80).when(to(90))
    spec.then(
        fact(AttendanceCorrected, minutes=90, minutes_before=80, status="present", because="KIOSK_CLOCK"),
        fact(CreditsReversed, credits=Decimal("2.66")),
        fact(PointsReversed, points=2, taken=2, debt=0),
        fact(CreditsAwarded, credits=Decimal("3.00"), activity="session:S-1", kind="required", category="general"),
        fact(PointsEarned, points=3, lot="learning#2/session:S-1"),
    )
    assert {one.effective_at for one in spec.facts} == {ENDS}


def test_a_correction_below_the_minimum_share_takes_the_award_back() -> None:
    spec = closed("lin").given(to(71))
    assert credits_of(spec) == {"S-1": "0.00"}
    assert points(spec, "lin") == (0, 0)


def test_a_correction_above_the_minimum_share_brings_the_award() -> None:
    spec = closed("lin", minutes=71).given(to(72))
    assert credits_of(spec) == {"S-1": "2.40"}
    assert points(spec, "lin") == (2, 0)


def test_who_was_absent_can_be_corrected_to_present() -> None:
    spec = closed("mei")
    spec = hold(spec, "S-2", "lin", minutes=0, starts_at=STARTS).given(to(90, "S-2"))
    assert credits_of(spec) == {"S-2": "3.00"}
    assert points(spec, "lin") == (3, 0)


def test_the_trainer_of_a_room_found_not_to_be_empty_after_all_is_paid() -> None:
    spec = hold(closed("mei"), "S-2", "lin", minutes=0, starts_at=STARTS)
    assert points(spec, "wu") == (15, 0)
    assert points(spec.given(to(90, "S-2")), "wu") == (30, 0)


def test_a_correction_to_nothing_makes_the_person_absent() -> None:
    spec = closed("lin", "mei").when(to(0))
    spec.then(
        fact(AttendanceCorrected, minutes=0, status="absent"),
        fact(CreditsReversed, credits=Decimal("3.00")),
        fact(PointsReversed, points=3),
    )


def test_a_late_arrival_found_in_a_correction_is_late() -> None:
    late = to(90).model_copy(update={"joined_at": STARTS + timedelta(minutes=11)})
    spec = closed("lin").when(late)
    assert isinstance(spec.facts[0], AttendanceCorrected)
    assert (spec.facts[0].status, spec.facts[0].minutes) == ("late", 79)


def test_a_correction_is_corrected_again() -> None:
    spec = closed("lin").given(to(50), to(80), to(90), to(0), to(85))
    assert credits_of(spec) == {"S-1": "2.83"}
    assert points(spec, "lin") == (2, 0)


def test_a_repeat_is_paid_once_the_first_is_corrected_below_the_minimum() -> None:
    spec = hold(closed("lin"), "S-2", "lin").given(to(71))
    assert credits_of(spec) == {"S-1": "0.00", "S-2": "3.00"}


def test_a_repeat_is_paid_once_the_first_is_corrected_to_nothing() -> None:
    spec = hold(closed("lin"), "S-2", "lin").given(to(0))
    assert credits_of(spec) == {"S-1": "0.00", "S-2": "3.00"}


def test_who_was_corrected_to_nothing_does_not_move_up_when_the_next_is_voided() -> None:
    spec = hold(hold(closed("lin"), "S-2", "lin"), "S-3", "lin").given(to(0))
    spec.given(VoidAttendance(session="S-2", employee="lin", because="PROXY"))
    assert credits_of(spec) == {"S-1": "0.00", "S-2": "0.00", "S-3": "3.00"}


def test_a_correction_of_the_first_leaves_its_repeat_a_repeat() -> None:
    spec = hold(closed("lin"), "S-2", "lin").given(to(80))
    assert credits_of(spec) == {"S-1": "2.66", "S-2": "0.00"}


def test_an_attendance_corrected_upwards_takes_its_place_in_line_and_the_one_paid_since_is_the_repeat() -> None:
    spec = hold(closed("lin", minutes=50), "S-2", "lin").given(to(90))
    assert credits_of(spec) == {"S-1": "3.00", "S-2": "0.00"}
    assert spec.read(Awards("lin", "FIRE-1")).by_activity["session:S-2"].shortfall == "REPEAT"


def test_a_correction_pays_what_the_course_was_worth_when_the_session_was_closed() -> None:
    spec = closed("lin", minutes=80)
    spec.given(ReviseCourse(course="FIRE-1", title="消防安全", credits=Decimal(9), kind="required", minutes=90))
    assert credits_of(spec.given(to(90))) == {"S-1": "3.00"}


def test_points_spent_before_a_correction_are_owed_and_paid_off_by_what_it_awards() -> None:
    spec = completes(closed("lin"), "c", credits_=27).given(MUG, RedeemReward(employee="lin", reward="MUG"))
    assert points(spec, "lin") == (0, 0)
    spec.when(to(80)).then(
        fact(AttendanceCorrected),
        fact(CreditsReversed),
        fact(PointsReversed, points=3, taken=0, debt=3),
        fact(CreditsAwarded),
        fact(PointsEarned, points=2),
        fact(DebtSettled, points=2),
    )
    assert points(spec, "lin") == (0, 1)


def test_a_correction_says_something_new() -> None:
    closed("lin").when(to(90)).refused(NothingToCorrect)


def test_nothing_is_corrected_before_the_close() -> None:
    attended("lin").when(to(80)).refused(AttendanceNotVerified, employee="lin")


def test_only_who_was_on_the_roster_is_corrected() -> None:
    closed("mei").when(to(80)).refused(NotOnRoster, employee="lin")


def test_an_unknown_session_is_not_corrected() -> None:
    given().when(to(80)).refused(SessionUnknown)


def test_nobody_corrects_their_own_attendance() -> None:
    closed("lin", minutes=50).when(to(90), by=Caller("lin", operator=True)).refused(SelfActionForbidden)
    closed("lin", minutes=50).when(to(90), by=Caller("app", on_behalf_of="lin")).refused(SelfActionForbidden)


def test_a_session_named_like_the_second_lot_of_another_keeps_its_points() -> None:
    bow = ListCourse(course="BOW-1", title="课", credits=Decimal(7), minutes=90)
    spec = hold(closed("lin").given(bow), "S-1#2", "lin", course="BOW-1")
    assert points(spec, "lin") == (10, 0)
    spec.given(to(80))
    assert points(spec, "lin") == (9, 0)
    spec.given(VoidAttendance(session="S-1", employee="lin", because="LEFT"))
    assert points(spec, "lin") == (7, 0)


def test_a_correction_has_an_end_after_its_beginning() -> None:
    closed("lin").when(to(80).model_copy(update={"left_at": STARTS})).refused(TimesReversed)
