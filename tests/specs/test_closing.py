"""Closing a session: minutes are verified, and credits and points follow for everybody in one append."""

from datetime import timedelta
from decimal import Decimal

import pytest
from specs.ruling import ruled
from specs.spec import Spec, fact, given
from specs.story import ENDS, FIRE, SESSION, STARTS, attended, closed, hold, opened, points, scheduled, shanghai

from ledger.decisions.cancel_session import CancelSession
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.schedule_session import ScheduleSession
from ledger.events import AttendanceVerified, CreditsAwarded, PointsEarned, SessionClosed
from ledger.models.attendance import Presence
from ledger.models.awards import Awards
from ledger.refusals.sessions import SessionNotEnded, SessionNotOpen

CLOSE = CloseSession(session="S-1")


def minutes_of(spec: Spec, employee: str = "lin", session: str = "S-1") -> int | None:
    return spec.read(Presence(employee, session)).minutes


def stays(*stays: tuple[int, int | None]) -> Spec:
    """A session in which Lin came and went, in minutes after its beginning; None: never checked out."""
    spec = scheduled("lin").given(OpenSession(session="S-1"))
    for came, left in stays:
        spec.at(STARTS + timedelta(minutes=came)).given(CheckIn(session="S-1", employee="lin", method="kiosk"))
        if left is not None:
            spec.at(STARTS + timedelta(minutes=left)).given(CheckOut(session="S-1", employee="lin", method="kiosk"))
    return spec.at(max(spec.now, ENDS)).given(CLOSE)


def test_the_most_that_policy_and_catalogue_allow_is_paid_and_breaks_nothing() -> None:
    dear = FIRE.model_copy(update={"credits": Decimal("999999.99")})
    day = SESSION.model_copy(update={"ends_at": STARTS + timedelta(days=1)})
    spec = ruled(given(dear, day), "learner: {points_per_credit: 1000}\ntrainer: {points_per_taught_hour: 10000000}")
    spec.given(EnrolLearner(session="S-1", employee="lin"), OpenSession(session="S-1")).at(STARTS)
    spec.given(CheckIn(session="S-1", employee="lin", method="kiosk")).at(STARTS + timedelta(days=1))
    spec.given(CloseSession(session="S-1"))
    assert points(spec, "lin") == (999_999_990, 0)
    assert points(spec, "wu") == (240_000_000, 0)


def test_a_close_verifies_minutes_awards_credits_and_points_and_pays_the_trainer_in_one_append() -> None:
    attended("lin").when(CLOSE).then(
        fact(SessionClosed, present=1, absent=0, trainer="wu", taught_minutes=90),
        fact(AttendanceVerified, employee="lin", minutes=90, status="present"),
        fact(
            CreditsAwarded,
            employee="lin",
            credits=Decimal("3.00"),
            activity="session:S-1",
            shortfall=None,
            kind="required",
            category="general",
        ),
        fact(PointsEarned, employee="lin", points=3, source="learning", lot="learning/session:S-1"),
        fact(PointsEarned, employee="wu", points=15, source="teaching", lot="teaching/session:S-1"),
    )


def test_everything_that_follows_is_dated_at_the_end_of_the_session_however_late_the_close() -> None:
    spec = attended("lin").later(days=40).when(CLOSE)
    assert {fact.effective_at for fact in spec.facts} == {ENDS}


def test_every_award_names_the_version_of_the_policy_that_decided_it() -> None:
    spec = closed("lin")
    awards = [stored for stored in spec.log.between(1, spec.log.head()) if stored.type == "CreditsAwarded"]
    assert [award.policy_version for award in awards] == ["default-1"]


def test_a_session_is_closed_once_it_is_open_and_has_ended() -> None:
    scheduled("lin").at(ENDS).when(CLOSE).refused(SessionNotOpen, state="scheduled")
    attended("lin").at(ENDS - timedelta(seconds=1)).when(CLOSE).refused(SessionNotEnded, ends_at=ENDS.isoformat())
    attended("lin").at(ENDS).when(CLOSE).then(
        *[fact(kind) for kind in (SessionClosed, AttendanceVerified, CreditsAwarded, PointsEarned, PointsEarned)]
    )


def test_a_session_is_closed_once_and_not_after_it_was_called_off() -> None:
    closed("lin").when(CLOSE).refused(SessionNotOpen, state="closed")
    attended("lin").given(CancelSession(session="S-1")).when(CLOSE).refused(SessionNotOpen, state="cancelled")


def test_500_attendees_are_an_ordinary_close() -> None:
    people = [f"e{number:03}" for number in range(500)]
    spec = attended(*people).when(CLOSE)
    assert [type(fact).__name__ for fact in spec.facts].count("CreditsAwarded") == 500
    assert len(spec.facts) == 1 + 3 * 500 + 1
    assert {stored.request for stored in spec.log.between(spec.log.head() - 1501, spec.log.head())}.__len__() == 1


# Minutes


def test_presence_is_clipped_to_the_session() -> None:
    assert minutes_of(stays((-30, 120))) == 90


def test_late_arrival_and_early_leaving_cost_minutes() -> None:
    assert minutes_of(stays((5, 85))) == 80


def test_stays_are_united_and_the_gap_between_them_does_not_count() -> None:
    assert minutes_of(stays((0, 40), (50, 90))) == 80


def test_who_never_checked_out_stayed_to_the_end() -> None:
    assert minutes_of(stays((10, None))) == 80


def test_imported_stays_that_overlap_a_check_count_once() -> None:
    spec = opened("lin").given(CheckIn(session="S-1", employee="lin", method="kiosk")).later(minutes=60)
    spec.given(CheckOut(session="S-1", employee="lin", method="kiosk")).at(ENDS)
    for came, left in ((30, 80), (40, 50), (70, 85)):
        joined_at, left_at = STARTS + timedelta(minutes=came), STARTS + timedelta(minutes=left)
        export = {"source": "teams", "evidence_digest": "0" * 64, "raw": "", "joined_at": joined_at, "left_at": left_at}
        spec.given(ImportPresence.model_validate({"session": "S-1", "employee": "lin", **export}))
    assert minutes_of(spec.given(CLOSE)) == 85


def test_whole_minutes_count() -> None:
    spec = opened("lin").given(CheckIn(session="S-1", employee="lin", method="kiosk")).later(minutes=79, seconds=59)
    spec.given(CheckOut(session="S-1", employee="lin", method="kiosk")).at(ENDS).given(CLOSE)
    assert minutes_of(spec) == 79


def test_who_had_a_seat_and_never_came_is_absent_and_earns_nothing() -> None:
    scheduled("lin").given(OpenSession(session="S-1")).at(ENDS).when(CLOSE).then(
        fact(SessionClosed, present=0, absent=1, taught_minutes=0),
        fact(AttendanceVerified, employee="lin", minutes=0, status="absent"),
    )


def test_who_left_before_the_session_began_is_absent() -> None:
    spec = stays((-30, -10))
    assert minutes_of(spec) == 0
    assert points(spec, "lin") == (0, 0)


@pytest.mark.parametrize(("minutes", "status"), [(10, "present"), (11, "late")])
def test_who_comes_more_than_ten_minutes_late_is_late_which_costs_nothing_but_minutes(
    minutes: int, status: str
) -> None:
    spec = opened("lin").later(minutes=minutes).given(CheckIn(session="S-1", employee="lin", method="kiosk"))
    verified = spec.at(ENDS).when(CLOSE).facts[1]
    assert isinstance(verified, AttendanceVerified)
    assert (verified.status, verified.minutes) == (status, 90 - minutes)


# Credits


@pytest.mark.parametrize(
    ("minutes", "credits_", "shortfall"),
    [(90, "3.00", None), (88, "2.93", None), (72, "2.40", None), (71, "0.00", "TOO_SHORT"), (1, "0.00", "TOO_SHORT")],
)
def test_credits_follow_the_minutes_cut_to_cents_from_four_fifths_of_the_session_on(
    minutes: int, credits_: str, shortfall: str | None
) -> None:
    award = closed("lin", minutes=minutes).read(Awards("lin", "FIRE-1")).by_activity["session:S-1"]
    assert (award.credits, award.shortfall) == (Decimal(credits_), shortfall)


@pytest.mark.parametrize(("minutes", "earned"), [(90, 3), (88, 2), (72, 2), (71, 0)])
def test_a_credit_brings_one_point_and_points_are_whole(minutes: int, earned: int) -> None:
    assert points(closed("lin", minutes=minutes), "lin") == (earned, 0)


def test_a_course_is_paid_once_per_person_and_year_and_a_repeat_earns_0_and_says_why() -> None:
    spec = hold(closed("lin"), "S-2", "lin")
    repeat = spec.read(Awards("lin", "FIRE-1")).by_activity["session:S-2"]
    assert (repeat.credits, repeat.worth, repeat.shortfall) == (Decimal("0.00"), Decimal("3.00"), "REPEAT")
    assert points(spec, "lin") == (3, 0)


def test_two_people_and_two_courses_are_no_repeats_of_each_other() -> None:
    spec = hold(closed("lin", "mei"), "S-2", "zhou")
    spec.given(ListCourse(course="TEA", title="茶艺", credits=Decimal(2), minutes=90))
    spec = hold(spec, "S-3", "lin", "mei", "zhou", course="TEA")
    assert [points(spec, learner) for learner in ("lin", "mei", "zhou")] == [(5, 0)] * 3


def test_a_session_that_was_too_short_to_pay_makes_no_repeat_of_the_next() -> None:
    assert points(hold(closed("lin", minutes=50), "S-2", "lin"), "lin") == (3, 0)


@pytest.mark.parametrize(("second", "paid"), [(-1, 3), (0, 6)])
def test_the_year_turns_on_31_december_at_16_utc_for_it_is_the_companys_calendar_that_counts(
    second: int, paid: int
) -> None:
    """A session ends at midnight in Shanghai, or a second before it."""
    spec = hold(given(FIRE), "S-1", "lin", starts_at=shanghai(2026, 6, 1))
    ends_at = shanghai(2027, 1, 1) + timedelta(seconds=second)
    assert (ends_at - timedelta(seconds=second)).isoformat() == "2026-12-31T16:00:00+00:00"
    assert points(hold(spec, "S-2", "lin", starts_at=ends_at - timedelta(minutes=90)), "lin") == (paid, 0)


def test_a_course_worth_nothing_makes_no_repeat_and_is_none() -> None:
    spec = given(ListCourse(course="FIRE-1", title="消防安全", credits=Decimal(0), minutes=90))
    spec = hold(hold(spec, "S-1", "lin"), "S-2", "lin")
    assert {award.shortfall for award in spec.read(Awards("lin", "FIRE-1")).by_activity.values()} == {None}


# The trainer


@pytest.mark.parametrize(("minutes", "earned"), [(60, 10), (90, 15), (119, 19), (5, 0)])
def test_one_taught_hour_is_10_points_whole_points_only(minutes: int, earned: int) -> None:
    plan = SESSION.model_copy(update={"ends_at": STARTS + timedelta(minutes=minutes)})
    spec = given(FIRE, plan, EnrolLearner(session="S-1", employee="lin"), OpenSession(session="S-1")).at(STARTS)
    spec.given(CheckIn(session="S-1", employee="lin", method="kiosk")).at(plan.ends_at).given(CLOSE)
    assert points(spec, "wu") == (earned, 0)


def test_who_teaches_an_empty_room_has_not_taught() -> None:
    spec = scheduled("lin").given(OpenSession(session="S-1")).at(ENDS).given(CLOSE)
    assert points(spec, "wu") == (0, 0)


def test_a_session_without_a_trainer_pays_its_learners_all_the_same() -> None:
    spec = given(FIRE, ScheduleSession(session="S-1", course="FIRE-1", branch="CD", starts_at=STARTS, ends_at=ENDS))
    spec.given(EnrolLearner(session="S-1", employee="lin"), OpenSession(session="S-1")).at(STARTS)
    spec.given(CheckIn(session="S-1", employee="lin", method="kiosk")).at(ENDS).when(CLOSE).then(
        fact(SessionClosed, trainer=None, taught_minutes=0),
        fact(AttendanceVerified),
        fact(CreditsAwarded),
        fact(PointsEarned, employee="lin"),
    )


def test_a_trainer_is_paid_for_every_session_of_the_same_course() -> None:
    assert points(hold(closed("lin"), "S-2", "lin"), "wu") == (30, 0)
