"""Completions: recordings watched and assessments passed are paid once a year; what earns nothing says why."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from specs.spec import NOON, Spec, fact, given
from specs.story import FIRE, closed, points

from ledger.decisions.list_course import ListCourse
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.retire_course import RetireCourse
from ledger.events import CompletionRecorded, CreditsAwarded, PointsEarned
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.learning import CompletionAlreadyRecorded


def done(completion: str = "c-1", course: str = "FIRE-1", **said: Any) -> RecordCompletion:
    return RecordCompletion(employee="lin", course=course, completion=completion, source="lms", **said)


def award(spec: Spec) -> tuple[str, str | None]:
    (award,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
    return str(award.credits), award.shortfall


def test_a_completion_earns_the_courses_credits_and_a_point_for_each() -> None:
    given(FIRE).when(done(watched_share=Decimal("0.98"), minutes=88, score=Decimal(88))).then(
        fact(CompletionRecorded, completion="c-1", source="lms", score=Decimal(88), banked=False),
        fact(
            CreditsAwarded,
            credits=Decimal("3.00"),
            activity="completion:c-1",
            minutes=88,
            shortfall=None,
            kind="required",
            category="general",
        ),
        fact(PointsEarned, points=3, lot="learning/completion:c-1"),
    )


@pytest.mark.parametrize(("score", "earns"), [("40", ("3.00", None)), ("39.99", ("0.00", "NOT_PASSED"))])
def test_the_pass_mark_is_40(score: str, earns: tuple[str, str | None]) -> None:
    assert award(given(FIRE).when(done(score=Decimal(score)))) == earns


def test_an_assessment_with_a_pass_mark_of_its_own_goes_by_that() -> None:
    assert award(given(FIRE).when(done(score=Decimal(59), pass_mark=Decimal(60)))) == ("0.00", "NOT_PASSED")
    assert award(given(FIRE).when(done(score=Decimal(30), pass_mark=Decimal(30)))) == ("3.00", None)


def test_what_was_not_passed_earns_nothing_whatever_the_score() -> None:
    assert award(given(FIRE).when(done(passed=False, score=Decimal(99)))) == ("0.00", "NOT_PASSED")


def test_a_banked_result_was_paid_before_and_earns_0() -> None:
    assert award(given(FIRE).when(done(banked=True, score=Decimal(99)))) == ("0.00", "BANKED")


@pytest.mark.parametrize(("share", "earns"), [("0.8", ("3.00", None)), ("0.7999", ("0.00", "WATCHED_TOO_LITTLE"))])
def test_four_fifths_of_a_recording_have_to_be_watched(share: str, earns: tuple[str, str | None]) -> None:
    assert award(given(FIRE).when(done(watched_share=Decimal(share)))) == earns


def test_what_earned_nothing_makes_no_repeat_of_the_next() -> None:
    assert award(given(FIRE, done("c-1", passed=False)).when(done("c-2"))) == ("3.00", None)


def test_a_second_completion_in_the_year_is_a_repeat_and_so_is_one_after_an_attended_session() -> None:
    assert award(given(FIRE, done("c-1")).when(done("c-2"))) == ("0.00", "REPEAT")
    assert award(closed("lin").when(done("c-1"))) == ("0.00", "REPEAT")


def test_the_year_is_that_of_the_completion_not_of_its_recording() -> None:
    spec = given(FIRE, done("c-1", at=NOON - timedelta(days=365)))
    assert award(spec.when(done("c-2"))) == ("3.00", None)


@pytest.mark.parametrize(("at", "earns"), [("2025-12-31T15:59:59Z", "0.00"), ("2025-12-31T16:00:00Z", "3.00")])
def test_the_year_begins_in_shanghai_at_16_utc_on_31_december(at: str, earns: str) -> None:
    spec = given(FIRE, RecordCompletion.model_validate({**done("c-1").model_dump(), "at": "2025-06-01T00:00:00Z"}))
    late = RecordCompletion.model_validate({**done("c-2").model_dump(), "at": at})
    assert award(spec.when(late))[0] == earns


def test_a_course_outside_the_catalogue_is_worth_1_credit() -> None:
    assert award(given().when(done(course="elsewhere"))) == ("1.00", None)


def test_a_retired_course_is_still_worth_its_credits_to_who_completes_it() -> None:
    assert award(given(FIRE, RetireCourse(course="FIRE-1")).when(done())) == ("3.00", None)


def test_credits_below_1_bring_no_point() -> None:
    spec = given(FIRE.model_copy(update={"credits": Decimal("0.99")})).when(done())
    assert award(spec) == ("0.99", None)
    assert points(spec, "lin") == (0, 0)


def test_a_completion_has_one_name() -> None:
    given(FIRE, done()).when(done(score=Decimal(99))).refused(CompletionAlreadyRecorded, completion="c-1")


def test_a_completion_has_one_name_in_all_courses() -> None:
    bow = ListCourse(course="BOW-1", title="课", credits=Decimal(7), minutes=90)
    spec = given(FIRE, bow, done()).when(done(course="BOW-1")).refused(CompletionAlreadyRecorded, completion="c-1")
    assert points(spec, "lin") == (3, 0)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00+08:00", "2199-12-31T23:00:00-08:00"])
def test_a_moment_lies_in_the_calendar_of_every_zone(at: str) -> None:
    with pytest.raises(ValidationError):
        RecordCompletion.model_validate({**done().model_dump(), "at": at})


def test_what_has_not_happened_yet_is_not_recorded() -> None:
    given(FIRE).when(done(at=NOON + timedelta(seconds=1))).refused(InTheFuture)


def test_shares_lie_between_0_and_1_and_scores_between_0_and_100() -> None:
    for wrong in ({"watched_share": "1.0001"}, {"score": "100.01"}, {"score": "NaN"}, {"minutes": -1}):
        with pytest.raises(ValidationError):
            done(**wrong)
