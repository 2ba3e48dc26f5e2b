"""Verified minutes: grace at either end, pauses, how surely presence was shown, and by which standard it counts."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from specs.ruling import ruled
from specs.spec import NOON, Spec, fact, given
from specs.story import ENDS, FIRE, SESSION, STARTS, closed, opened, points, scheduled

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.plan_pause import PlanPause
from ledger.decisions.reschedule_session import RescheduleSession
from ledger.decisions.revise_course import ReviseCourse
from ledger.events import AttendanceVerified, CreditsAwarded, PausePlanned, SessionClosed
from ledger.refusals.attendance import MinutesExceedSession
from ledger.refusals.catalogue import CreditsOffStandard
from ledger.refusals.sessions import PauseMisplaced, SessionOver
from ledger.vocabulary import CheckMethod

CLOSE = CloseSession(session="S-1")


def minute(number: float) -> datetime:
    """A moment of the session, counted from its beginning."""
    return STARTS + timedelta(minutes=number)


def stayed(spec: Spec, came: float, left: float | None, method: CheckMethod = "kiosk", who: str = "lin") -> Spec:
    spec.given(CheckIn(session="S-1", employee=who, method=method, at=minute(came)))
    if left is not None:
        spec.given(CheckOut(session="S-1", employee=who, method=method, at=minute(left)))
    return spec


def found(spec: Spec, who: str = "lin") -> tuple[AttendanceVerified, CreditsAwarded | None]:
    facts = spec.when(CLOSE).facts
    (verified,) = [one for one in facts if isinstance(one, AttendanceVerified) and one.employee == who]
    awards = [one for one in facts if isinstance(one, CreditsAwarded) and one.employee == who]
    return verified, awards[0] if awards else None


def earned(spec: Spec, who: str = "lin") -> tuple[str, str | None]:
    _, award = found(spec, who)
    assert award is not None
    return str(award.credits), award.shortfall


def session(document: str | None = None) -> Spec:
    """The open session, under these rules, its end reached."""
    spec = opened("lin")
    return (spec if document is None else ruled(spec, document)).at(ENDS)


# Grace

GRACE = "attendance: {arrival_grace_minutes: 5, leaving_grace_minutes: 3}"


@pytest.mark.parametrize(
    ("came", "left", "minutes"), [(5, 87, 90), (5.1, 87, 84), (5, 86.9, 86), (6, 86, 80), (-10, 90, 90)]
)
def test_who_comes_or_goes_within_the_grace_loses_no_minute_and_who_does_not_loses_all_of_them(
    came: float, left: float, minutes: int
) -> None:
    verified, _ = found(stayed(session(GRACE), came, left))
    assert verified.minutes == minutes


def test_grace_fills_no_gap_between_two_stays() -> None:
    spec = stayed(stayed(session(GRACE), 4, 40), 44, 90)
    assert found(spec)[0].minutes == 86


def test_grace_is_nothing_to_who_was_never_there() -> None:
    assert found(session(GRACE))[0].minutes == 0


@pytest.mark.parametrize(("rules", "minutes"), [(None, 80), ("attendance: {open_stay_counts: false}", 0)])
def test_whether_an_open_stay_lasts_to_the_end_is_policy(rules: str | None, minutes: int) -> None:
    assert found(stayed(session(rules), 10, None))[0].minutes == minutes


@pytest.mark.parametrize(("share", "credits_"), [("0.9", ("0.00", "TOO_SHORT")), ("0.5", ("2.00", None))])
def test_the_share_of_a_session_from_which_it_pays_is_policy(share: str, credits_: tuple[str, str | None]) -> None:
    spec = session(f"attendance: {{minimum_share: {share}}}")
    assert earned(stayed(spec, 0, 60 if share == "0.5" else 80)) == credits_


# Pauses

PAUSE = PlanPause(session="S-1", begins_at=minute(30), ends_at=minute(60))


def paused() -> Spec:
    """An hour is taught, with half an hour's pause in it."""
    return scheduled("lin").given(PAUSE, OpenSession(session="S-1")).at(ENDS)


@pytest.mark.parametrize(
    ("came", "left", "credits_"), [(0, 90, "3.00"), (0, 54, "0.00"), (0, 80, "2.50"), (45, 90, "0.00"), (6, 90, "2.70")]
)
def test_nothing_is_counted_or_missed_in_a_pause(came: float, left: float, credits_: str) -> None:
    assert earned(stayed(paused(), came, left))[0] == credits_


def test_who_goes_out_for_the_pause_misses_nothing_and_its_time_is_not_taught() -> None:
    spec = stayed(stayed(paused(), 0, 30), 60, 90)
    spec.when(CLOSE)
    (session_closed,) = [one for one in spec.facts if isinstance(one, SessionClosed)]
    assert session_closed.taught_minutes == 60
    assert (points(spec, "lin"), points(spec, "wu")) == ((3, 0), (10, 0))


def test_a_pause_within_the_grace_is_not_given_as_minutes() -> None:
    """Of 90 minutes, 80 are taught; who comes at 12, of which 10 were a pause, missed 2, and they are forgiven."""
    pause = PlanPause(session="S-1", begins_at=minute(2), ends_at=minute(12))
    spec = ruled(scheduled("lin"), "attendance: {arrival_grace_minutes: 15}").given(pause, OpenSession(session="S-1"))
    assert found(stayed(spec.at(ENDS), 12, 90))[0].minutes == 80


def test_a_pause_lies_within_what_is_taught_and_is_planned_before_the_doors_open() -> None:
    scheduled("lin").when(PAUSE).then(fact(PausePlanned, begins_at=minute(30), ends_at=minute(60)))
    for begins, ends in ((0, 30), (60, 90), (-10, 10), (40, 40), (50, 40), (80, 100)):
        pause = PlanPause(session="S-1", begins_at=minute(begins), ends_at=minute(ends))
        scheduled("lin").when(pause).refused(PauseMisplaced, session="S-1")
    for begins, ends in ((40, 50), (20, 40), (50, 70), (30, 60), (20, 70), (60, 70)):
        pause = PlanPause(session="S-1", begins_at=minute(begins), ends_at=minute(ends))
        scheduled("lin").given(PAUSE).when(pause).refused(PauseMisplaced)
    opened("lin").when(PAUSE).refused(SessionOver, state="open")


def test_a_session_that_moves_leaves_its_pauses_behind() -> None:
    spec = scheduled("lin").given(PAUSE, RescheduleSession(session="S-1", starts_at=STARTS, ends_at=ENDS))
    assert earned(stayed(spec.given(OpenSession(session="S-1")).at(ENDS), 0, 81))[0] == "2.70"


# Assurance

ENOUGH, TOO_LOW = ("3.00", None), ("0.00", "ASSURANCE_TOO_LOW")
STRICT = "assurance: {required_courses: substantial}"


@pytest.mark.parametrize(
    ("method", "credits_"),
    [("face", ENOUGH), ("kiosk", ENOUGH), ("gps", TOO_LOW), ("manual", TOO_LOW)],
)
def test_a_required_course_may_need_presence_that_was_shown_surely(
    method: CheckMethod, credits_: tuple[str, str | None]
) -> None:
    verified, award = found(stayed(session(STRICT), 0, 90, method))
    assert (verified.minutes, verified.status) == (90, "present")
    assert award is not None
    assert (str(award.credits), award.shortfall) == credits_
    assert earned(stayed(session(), 0, 90, method)) == ("3.00", None)


def test_the_weaker_of_a_stays_two_doors_decides_and_only_sure_stays_count() -> None:
    spec = session(STRICT).given(CheckIn(session="S-1", employee="lin", method="face", at=STARTS))
    spec.given(CheckOut(session="S-1", employee="lin", method="manual", at=ENDS))
    assert earned(spec) == ("0.00", "ASSURANCE_TOO_LOW")
    _, award = found(stayed(stayed(session(STRICT), 0, 80, "face"), 80, 90, "manual"))
    assert award is not None
    assert (str(award.credits), award.minutes) == ("2.66", 90)
    assert award.basis is not None
    assert (award.basis.minutes, award.basis.methods) == (80, ("face",))


def test_how_sure_a_method_is_is_policy_and_an_exports_manual_row_is_a_manual_mark() -> None:
    export: dict[str, Any] = {"source": "zoom", "evidence_digest": "0" * 64, "joined_at": STARTS, "left_at": ENDS}
    trusted = "assurance: {required_courses: substantial, imported: high, manual: low}"
    for manual, credits_ in ((False, "3.00"), (True, "0.00")):
        row = ImportPresence(session="S-1", employee="lin", manual=manual, **export)
        assert earned(session(trusted).given(row))[0] == credits_


def test_a_correction_is_as_sure_as_what_it_corrects() -> None:
    later = CorrectAttendance(session="S-1", employee="lin", joined_at=STARTS, left_at=minute(85), because="CLOCK")
    expected: dict[CheckMethod, str] = {"face": "2.83", "manual": "0.00"}
    for method, credits_ in expected.items():
        spec = stayed(session(STRICT), 0, 90, method).given(CLOSE).when(later)
        (award,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
        assert str(award.credits) == credits_


# Standards

CPE = FIRE.model_copy(update={"credits": Decimal("1.50"), "calculator": "nasba"})


@pytest.mark.parametrize(
    ("minutes", "credits_"), [(49, ("0.00", "TOO_SHORT")), (50, ("1.00", None)), (75, ("1.50", None))]
)
def test_the_catalogue_may_name_a_standard_for_a_course_which_asks_for_no_share(
    minutes: int, credits_: tuple[str, str | None]
) -> None:
    spec = given(CPE, SESSION, EnrolLearner(session="S-1", employee="lin"), OpenSession(session="S-1")).at(ENDS)
    assert earned(stayed(spec, 0, minutes)) == credits_


def test_a_branch_may_have_a_standard_of_its_own_and_each_award_names_the_rules_that_made_it() -> None:
    spec = given(JoinBranch(employee="lin", branch="CD"), JoinBranch(employee="mei", branch="SZ"), FIRE, SESSION)
    spec.given(*(EnrolLearner(session="S-1", employee=who) for who in ("lin", "mei")), OpenSession(session="S-1"))
    ruled(spec, "calculators: {usual: nasba, adapted: [{name: nasba, increments_per_credit: 5}]}", branch="SZ").at(ENDS)
    stayed(stayed(spec, 0, 85, who="mei"), 0, 85)
    spec.when(CLOSE)
    awards = {one.employee: one for one in spec.facts if isinstance(one, CreditsAwarded)}
    assert {who: str(award.credits) for who, award in awards.items()} == {"lin": "2.83", "mei": "1.60"}
    bases = {who: award.basis for who, award in awards.items() if award.basis is not None}
    assert {who: (basis.policy, basis.calculator.name) for who, basis in bases.items()} == {
        "lin": ("default-1", "hours"),
        "mei": ("default-1+SZ-1", "nasba"),
    }
    assert bases["mei"].said()[0].startswith("85 minutes: one CPE credit for the first 50, then steps of 0.2")


def test_a_course_is_worth_what_its_standard_gives_for_its_minutes() -> None:
    given().when(CPE.model_copy(update={"credits": Decimal("2.00")})).refused(CreditsOffStandard, minutes=90)
    given().when(CPE.model_copy(update={"credits": Decimal("1.20")})).refused(CreditsOffStandard, calculator="nasba")
    worse = ReviseCourse.model_validate({**CPE.model_dump(), "credits": Decimal("9.00")})
    given(CPE).when(worse).refused(CreditsOffStandard, credits="9.00")
    iacet = ListCourse(course="C", title="课", credits=Decimal("0.20"), minutes=90, calculator="iacet")
    assert given(iacet).log.head() == 1


# What cannot be


def test_nobody_is_present_for_longer_than_the_doors_are_open() -> None:
    row: dict[str, Any] = {"session": "S-1", "employee": "lin", "source": "teams", "evidence_digest": "0" * 64}
    session().when(ImportPresence(minutes=271, **row)).refused(MinutesExceedSession, minutes=271, most=270)
    spec = session().later(hours=3).given(ImportPresence(minutes=270, **row))
    assert earned(spec) == ("3.00", None)


def test_an_award_says_what_it_rests_on() -> None:
    _, award = found(stayed(session(), 0, 88))
    assert award is not None
    assert award.basis is not None
    assert award.basis.model_dump(mode="json") == {
        "minutes": 88,
        "of_minutes": 90,
        "whole": "3.00",
        "online": False,
        "methods": ["kiosk"],
        "checks_shown": 0,
        "checks_answered": 0,
        "self_certified": False,
        "policy": "default-1",
        "calculator": {"name": "hours"},
    }
    assert award.basis.said() == (
        "88 of 90 minutes of 3.00 credits, cut to cents.",
        "3.00 学分按 90 分钟中的 88 分钟计，舍去不足 0.01 的部分。",
    )
    assert NOON < award.effective_at == ENDS
    assert closed("lin").log.head() > 0
