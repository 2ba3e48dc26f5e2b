"""Ratings: learners who were there rate a session once, and a well-rated one pays its trainer a bonus."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError
from specs.spec import Spec, fact, given
from specs.story import ENDS, MUG, STARTS, attended, closed, points

from ledger.decisions.assign_trainer import AssignTrainer
from ledger.decisions.check_in import CheckIn
from ledger.decisions.close_rating import CloseRating
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.open_session import OpenSession
from ledger.decisions.rate_session import RateSession
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.void_attendance import VoidAttendance
from ledger.events import PointsEarned, PointsReversed, RatingClosed, RatingDiscounted, SessionRated
from ledger.models.sessions import Ratings
from ledger.refusals.ratings import AlreadyRated, RatingIsClosed, RatingNotAllowed, TooFewRatings
from ledger.refusals.sessions import SessionUnknown

CLOSE = CloseRating(session="S-1")
PEOPLE = ("lin", "mei", "zhou", "qian")


def rate(employee: str, score: str) -> RateSession:
    return RateSession(session="S-1", employee=employee, score=Decimal(score))


def rated(*scores: str) -> Spec:
    """A session of four, rated by the first of them in turn."""
    return closed(*PEOPLE).given(*(rate(*one) for one in zip(PEOPLE, scores, strict=False)))


def void(employee: str) -> VoidAttendance:
    return VoidAttendance(session="S-1", employee=employee, because="PROXY")


def test_who_attended_rates_the_session() -> None:
    closed("lin").when(rate("lin", "95")).then(
        fact(SessionRated, employee="lin", trainer="wu", session="S-1", score=Decimal("95.00"))
    )


def test_a_rating_lies_between_0_and_100() -> None:
    for wrong in ("-1", "100.01", "NaN"):
        with pytest.raises(ValidationError):
            rate("lin", wrong)


def test_a_rating_is_given_once() -> None:
    rated("95").when(rate("lin", "96")).refused(AlreadyRated, employee="lin")


def test_only_those_whose_presence_was_verified_rate() -> None:
    attended("lin").when(rate("lin", "95")).refused(RatingNotAllowed)
    closed("lin").when(rate("mei", "95")).refused(RatingNotAllowed)
    closed("lin").given(void("lin")).when(rate("lin", "95")).refused(RatingNotAllowed)
    given().when(rate("lin", "95")).refused(SessionUnknown)


def test_who_stayed_too_shortly_to_earn_may_still_rate() -> None:
    closed("lin", minutes=10).when(rate("lin", "40")).then(fact(SessionRated))


def test_a_session_without_a_trainer_is_not_rated() -> None:
    spec = attended("mei").given(
        ScheduleSession(session="S-2", course="FIRE-1", branch="CD", starts_at=STARTS, ends_at=ENDS),
        EnrolLearner(session="S-2", employee="lin"),
        OpenSession(session="S-2"),
        CheckIn(session="S-2", employee="lin", method="kiosk", at=STARTS),
        CloseSession(session="S-2"),
    )
    spec.when(RateSession(session="S-2", employee="lin", score=Decimal(95))).refused(RatingNotAllowed)


def test_a_rating_goes_to_the_trainer_who_taught() -> None:
    spec = attended("lin").given(AssignTrainer(session="S-1", trainer="zhao"), CloseSession(session="S-1"))
    spec.when(rate("lin", "95")).then(fact(SessionRated, trainer="zhao"))
    assert points(spec, "zhao") == (15, 0)


@pytest.mark.parametrize(
    ("scores", "mean", "bonus"),
    [
        (("90", "90", "90"), "90.00", 20),
        (("89.99", "89.99", "89.99"), "89.99", 0),
        (("100", "100", "69.99"), "90.00", 20),
        (("100", "100", "69.98"), "89.99", 0),
        (("100", "100", "70"), "90.00", 20),
        (("0", "0", "0"), "0.00", 0),
    ],
)
def test_a_session_rated_90_or_more_earns_20_points(scores: tuple[str, ...], mean: str, bonus: int) -> None:
    paid = [fact(PointsEarned, employee="wu", points=20, source="rating", lot="rating/session:S-1")] if bonus else []
    spec = rated(*scores).when(CLOSE)
    spec.then(fact(RatingClosed, score=Decimal(mean), ratings=3, trainer="wu"), *paid)
    assert points(spec, "wu") == (15 + bonus, 0)


def test_two_ratings_are_too_few_to_close() -> None:
    rated("100", "100").when(CLOSE).refused(TooFewRatings, ratings=2, wanted=3)
    given().when(CLOSE).refused(SessionUnknown)


def test_a_rating_is_closed_once_and_then_takes_no_more() -> None:
    spec = rated("90", "90", "90").given(CLOSE)
    spec.when(CLOSE).refused(RatingIsClosed)
    spec.when(rate("qian", "100")).refused(RatingIsClosed, session="S-1")


def test_the_rating_of_a_voided_attendance_no_longer_counts() -> None:
    spec = rated("95", "80").when(void("lin"))
    assert spec.facts[-1] == RatingDiscounted(
        session="S-1", trainer="wu", employee="lin", score=Decimal(95), effective_at=spec.now
    )
    assert spec.read(Ratings("S-1")).scores == {"mei": Decimal(80)}


def test_when_the_voided_rating_carried_the_bonus_the_bonus_is_taken_back() -> None:
    spec = rated("100", "89", "89", "89").given(CLOSE)
    assert points(spec, "wu") == (35, 0)
    spec.when(void("lin"))
    assert [type(one) for one in spec.facts[-3:]] == [RatingDiscounted, RatingClosed, PointsReversed]
    assert points(spec, "wu") == (15, 0)


def test_when_too_few_ratings_are_left_the_bonus_is_taken_back() -> None:
    assert points(rated("95", "95", "95").given(CLOSE, void("lin")), "wu") == (15, 0)


def test_when_the_voided_rating_held_the_mean_down_the_bonus_is_paid() -> None:
    spec = rated("20", "95", "95", "95").given(CLOSE)
    assert points(spec, "wu") == (15, 0)
    assert points(spec.given(void("lin")), "wu") == (35, 0)


def test_the_bonus_goes_and_comes_with_every_voided_rating() -> None:
    spec = rated("100", "100", "60", "100").given(CLOSE)
    assert points(spec, "wu") == (35, 0)
    assert points(spec.given(void("lin")), "wu") == (15, 0)
    spec = rated("60", "100", "60", "100").given(CLOSE)
    assert points(spec.given(void("lin"), void("zhou")), "wu") == (15, 0)


def test_a_bonus_already_spent_becomes_the_trainers_debt() -> None:
    spec = rated("95", "95", "95").given(CLOSE, MUG, RedeemReward(employee="wu", reward="MUG"), void("lin"))
    assert points(spec, "wu") == (5, 20)


def test_a_correction_to_nothing_drops_the_rating_and_one_to_fewer_minutes_keeps_it() -> None:
    for minutes, raters in ((0, {"mei"}), (30, {"lin", "mei"})):
        joined_at = ENDS if minutes == 0 else STARTS
        spec = rated("95", "80").given(
            CorrectAttendance(
                session="S-1",
                employee="lin",
                joined_at=joined_at,
                left_at=joined_at + timedelta(minutes=minutes or 1),
                because="KIOSK",
            )
        )
        assert set(spec.read(Ratings("S-1")).scores) == raters
