"""Checking in and out: by code, face, place, kiosk, hand or import, with the evidence kept."""

from datetime import timedelta

import pytest
from specs.spec import NOON, SECRET, Spec, fact
from specs.story import ENDS, STARTS, closed, opened, scheduled

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.open_session import OpenSession
from ledger.events import CheckedIn, CheckedOut, PresenceImported
from ledger.recording import Caller
from ledger.refusals.attendance import (
    AlreadyCheckedIn,
    AlreadyCheckedOut,
    CheckOutBeforeCheckIn,
    CodeInvalid,
    CodeReplayed,
    CodeRequired,
    InTheFuture,
    MarkerNotAuthorised,
    NotCheckedIn,
    OutsideSession,
    SelfActionForbidden,
)
from ledger.refusals.sessions import NotOnRoster, SessionNotOpen, SessionOver, TimesReversed
from ledger.rotating_code import RotatingCodes

COME = CheckIn(session="S-1", employee="lin", method="kiosk")
GO = CheckOut(session="S-1", employee="lin", method="kiosk")
BY_HAND = CheckIn(session="S-1", employee="lin", method="manual")
EXPORTED = ImportPresence(
    session="S-1",
    employee="lin",
    joined_at=STARTS,
    left_at=STARTS + timedelta(minutes=80),
    source="zoom",
    evidence_digest="0" * 64,
    raw="",
)


def by_code(code: str | None, employee: str = "lin") -> CheckIn:
    return CheckIn(session="S-1", employee=employee, method="qr", code=code)


def shown(spec: Spec, employee: str = "lin", session: str = "S-1", steps: int = 0) -> str:
    """The code on this person's screen, so many steps from now."""
    return spec.codes.code(session, employee, spec.codes.step(spec.now) + steps)


# Coming and going


@pytest.mark.parametrize("method", ["face", "gps", "kiosk"])
def test_a_check_in_keeps_its_method_device_address_place_and_accuracy_as_evidence(method: str) -> None:
    evidence = {
        "method": method,
        "device": "D-9",
        "address": "10.0.0.7",
        "place": "30.66,104.06",
        "accuracy_metres": 12,
    }
    check = CheckIn.model_validate({"session": "S-1", "employee": "lin", **evidence})
    opened("lin").when(check).then(fact(CheckedIn, employee="lin", session="S-1", effective_at=STARTS, **evidence))


def test_who_is_inside_cannot_come_in_again() -> None:
    opened("lin").given(COME).when(COME).refused(AlreadyCheckedIn, employee="lin")


def test_who_left_may_come_back() -> None:
    opened("lin").given(COME).later(minutes=20).given(GO).later(minutes=5).when(COME).then(fact(CheckedIn))


def test_a_check_out_needs_a_check_in() -> None:
    opened("lin").when(GO).refused(NotCheckedIn, employee="lin")


def test_nobody_leaves_twice() -> None:
    opened("lin").given(COME).later(minutes=20).given(GO).when(GO).refused(AlreadyCheckedOut, employee="lin")


def test_nobody_leaves_before_coming() -> None:
    before = GO.model_copy(update={"at": STARTS - timedelta(minutes=1)})
    opened("lin").given(COME).when(before).refused(CheckOutBeforeCheckIn, employee="lin")


def test_a_check_out_is_dated_when_it_happened() -> None:
    at = STARTS + timedelta(minutes=30)
    opened("lin").given(COME).at(ENDS).when(GO.model_copy(update={"at": at})).then(fact(CheckedOut, effective_at=at))


def test_checks_count_from_an_hour_before_the_session_to_two_hours_after() -> None:
    doors = scheduled("lin").given(OpenSession(session="S-1"))
    doors.at(NOON - timedelta(seconds=1)).when(COME).refused(OutsideSession, session="S-1")
    doors.at(NOON).when(COME).then(fact(CheckedIn))
    doors.at(ENDS + timedelta(hours=2, seconds=1)).when(GO).refused(OutsideSession)
    doors.at(ENDS + timedelta(hours=2)).when(GO).then(fact(CheckedOut))


def test_a_check_that_has_not_happened_yet_is_refused_beyond_two_minutes_of_clock_error() -> None:
    early = [COME.model_copy(update={"at": STARTS + timedelta(seconds=seconds)}) for seconds in (120, 121)]
    opened("lin").when(early[1]).refused(InTheFuture)
    opened("lin").when(early[0]).then(fact(CheckedIn))


def test_nobody_checks_in_to_a_closed_session() -> None:
    closed("mei", "lin").when(COME).refused(SessionNotOpen, state="closed")


# By hand


def test_an_operator_or_the_sessions_trainer_marks_attendance_by_hand() -> None:
    opened("lin").when(BY_HAND).then(fact(CheckedIn, method="manual"))
    opened("lin").when(BY_HAND, by=Caller("wu")).then(fact(CheckedIn, method="manual"))
    opened("lin").when(BY_HAND, by=Caller("app", on_behalf_of="wu")).then(fact(CheckedIn, method="manual"))


def test_nobody_else_marks_attendance_by_hand() -> None:
    opened("lin", "mei").when(BY_HAND, by=Caller("mei")).refused(MarkerNotAuthorised)


@pytest.mark.parametrize("method", ["manual", "import"])
def test_self_marked_attendance_is_refused_even_to_an_operator(method: str) -> None:
    check = CheckIn.model_validate({"session": "S-1", "employee": "lin", "method": method})
    opened("lin").when(check, by=Caller("lin", operator=True)).refused(SelfActionForbidden)
    opened("lin").when(check, by=Caller("app", on_behalf_of="lin", operator=True)).refused(SelfActionForbidden)


@pytest.mark.parametrize("method", ["face", "gps", "kiosk"])
def test_who_comes_late_does_not_claim_to_have_been_seen_in_time(method: str) -> None:
    late = opened("lin").later(minutes=60)
    claimed = CheckIn(session="S-1", employee="lin", method=method, at=STARTS)
    late.when(claimed, by=Caller("app", on_behalf_of="lin")).refused(SelfActionForbidden)
    late.when(claimed, by=Caller("app")).refused(MarkerNotAuthorised)
    late.when(claimed, by=Caller("screen", on_behalf_of="wu")).then(fact(CheckedIn, effective_at=STARTS))


def test_nobody_checks_out_by_hand_for_themselves_either() -> None:
    opened("lin").given(COME).when(GO.model_copy(update={"method": "manual"}), by=Caller("lin")).refused(
        SelfActionForbidden
    )


# The rotating code


def test_a_check_by_qr_needs_the_code_shown_to_this_person_now() -> None:
    spec = opened("lin")
    spec.when(by_code(None)).refused(CodeRequired)
    spec.when(by_code("AAAABBBBCCCCDDDD")).refused(CodeInvalid)
    spec.when(by_code(shown(spec))).then(fact(CheckedIn, method="qr", code_step=spec.codes.step(spec.now)))


def test_a_code_typed_in_lower_case_with_blanks_around_it_is_the_same_code() -> None:
    spec = opened("lin")
    spec.when(by_code(f" {shown(spec).lower()} ")).then(fact(CheckedIn))


def test_a_code_is_good_one_step_of_fifteen_seconds_to_either_side_and_no_more() -> None:
    for steps in (-1, 0, 1):
        spec = opened("lin")
        spec.when(by_code(shown(spec, steps=steps))).then(fact(CheckedIn))
    for steps in (-2, 2):
        spec = opened("lin")
        spec.when(by_code(shown(spec, steps=steps))).refused(CodeInvalid)


def test_a_code_is_for_one_person_and_one_session() -> None:
    spec = opened("lin", "mei")
    spec.when(by_code(shown(spec, employee="mei"))).refused(CodeInvalid)
    spec.when(by_code(shown(spec, session="S-2"))).refused(CodeInvalid)


def test_a_code_is_used_once() -> None:
    spec = opened("lin")
    code = shown(spec)
    spec.given(by_code(code)).when(CheckOut(session="S-1", employee="lin", method="qr", code=code)).refused(
        CodeReplayed
    )


def test_a_code_is_worthless_once_its_owner_has_used_a_newer_one() -> None:
    spec = opened("lin")
    older, newer = shown(spec, steps=-1), shown(spec)
    spec.given(by_code(newer)).when(CheckOut(session="S-1", employee="lin", method="qr", code=older)).refused(
        CodeReplayed
    )


def test_two_people_in_the_same_step_use_a_code_each() -> None:
    spec = opened("lin", "mei")
    spec.given(by_code(shown(spec))).when(by_code(shown(spec, employee="mei"), "mei")).then(
        fact(CheckedIn, employee="mei")
    )


def test_a_code_proves_the_moment_it_was_shown_and_no_earlier_one() -> None:
    spec = opened("lin").later(minutes=60)
    claim = by_code(shown(spec)).model_copy(update={"at": STARTS})
    spec.when(claim).refused(CodeInvalid)


def test_the_code_itself_is_not_kept() -> None:
    spec = opened("lin")
    code = shown(spec)
    spec.when(by_code(code))
    assert code not in str([fact.data for fact in spec.log.between(1, spec.log.head())])


def test_the_secret_of_the_codes_has_at_least_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        RotatingCodes(SECRET[:31])


# Imports


def test_an_export_shows_from_when_to_when_somebody_was_there() -> None:
    opened("lin").at(ENDS).when(EXPORTED).then(
        fact(PresenceImported, employee="lin", joined_at=STARTS, source="zoom", manual=False, effective_at=STARTS)
    )


def test_an_export_that_tells_only_how_long_is_counted_from_the_sessions_beginning() -> None:
    total = EXPORTED.model_copy(update={"joined_at": None, "left_at": None, "minutes": 70})
    opened("lin").at(ENDS).when(total).then(
        fact(PresenceImported, joined_at=STARTS, left_at=STARTS + timedelta(minutes=70))
    )


def test_an_export_of_somebody_off_the_roster_is_refused() -> None:
    opened().at(ENDS).when(EXPORTED).refused(NotOnRoster, employee="lin")


def test_an_export_does_not_reach_a_closed_session() -> None:
    closed("lin").when(EXPORTED).refused(SessionOver, state="closed")


def test_an_export_does_not_show_the_future_nor_time_running_backwards() -> None:
    opened("lin").when(EXPORTED).refused(InTheFuture)
    backwards = EXPORTED.model_copy(update={"left_at": STARTS - timedelta(minutes=1)})
    opened("lin").at(ENDS).when(backwards).refused(TimesReversed)
