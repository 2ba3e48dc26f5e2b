"""Courses and people: the catalogue says what learning is worth, and who works where."""

from decimal import Decimal

import pytest
from pydantic import ValidationError
from specs.spec import NOON, fact, given
from specs.story import ENDS, FIRE, SESSION, STARTS, closed

from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.retire_course import RetireCourse
from ledger.decisions.revise_course import ReviseCourse
from ledger.decisions.schedule_session import ScheduleSession
from ledger.events import CourseListed, CourseRetired, CourseRevised, EmployeeJoined, SessionOpened
from ledger.models.awards import Awards
from ledger.refusals.catalogue import (
    AlreadyJoined,
    CourseAlreadyListed,
    CourseIsRetired,
    CourseUnknown,
    NothingToRevise,
)

REVISED = ReviseCourse(course="FIRE-1", title="消防安全", credits=Decimal("5.00"), kind="required", minutes=90)


def test_a_course_is_listed_with_credits_kind_category_and_minutes() -> None:
    given().when(FIRE).then(
        fact(CourseListed, course="FIRE-1", credits=Decimal("3.00"), kind="required", category="general", minutes=90)
    )


@pytest.mark.parametrize("category", ["induction", "appointment", "special", "in_service", "general"])
def test_a_course_belongs_to_one_of_the_public_sectors_four_categories_or_to_none(category: str) -> None:
    course = ListCourse.model_validate({**FIRE.model_dump(), "category": category})
    given().when(course).then(fact(CourseListed, category=category))


def test_a_course_is_elective_unless_it_is_said_to_be_required() -> None:
    given().when(ListCourse(course="TEA", title="茶艺", credits=Decimal(1), minutes=60)).then(
        fact(CourseListed, kind="elective")
    )


def test_a_course_id_is_taken_once() -> None:
    given(FIRE).when(FIRE).refused(CourseAlreadyListed, course="FIRE-1")


def test_credits_have_two_places_and_are_never_below_zero() -> None:
    for wrong in ("2.005", "-0.01", "NaN", "Infinity"):
        with pytest.raises(ValidationError):
            ListCourse(course="X", title="X", credits=Decimal(wrong), minutes=60)


def test_a_revised_course_is_worth_its_new_credits_from_now_on() -> None:
    given(FIRE).when(REVISED).then(fact(CourseRevised, credits=Decimal("5.00")))


def test_awards_already_made_keep_their_worth_when_the_course_is_revised() -> None:
    awards = closed("lin").given(REVISED).read(Awards("lin", "FIRE-1"))
    assert awards.by_activity["session:S-1"].credits == Decimal("3.00")


def test_a_revision_that_changes_nothing_is_refused() -> None:
    given(FIRE).when(ReviseCourse(**FIRE.model_dump())).refused(NothingToRevise, course="FIRE-1")


def test_an_unknown_course_is_neither_revised_nor_retired() -> None:
    given().when(REVISED).refused(CourseUnknown, course="FIRE-1")
    given().when(RetireCourse(course="FIRE-1")).refused(CourseUnknown, course="FIRE-1")


def test_a_retired_course_leaves_the_catalogue_once_and_is_not_revised() -> None:
    spec = given(FIRE).when(RetireCourse(course="FIRE-1")).then(fact(CourseRetired, course="FIRE-1"))
    spec.when(RetireCourse(course="FIRE-1")).refused(CourseIsRetired)
    spec.when(REVISED).refused(CourseIsRetired)


def test_no_session_of_a_retired_course_is_scheduled_but_those_scheduled_may_be_held() -> None:
    spec = given(FIRE, SESSION, RetireCourse(course="FIRE-1"))
    spec.when(ScheduleSession(session="S-2", course="FIRE-1", branch="CD", starts_at=STARTS, ends_at=ENDS)).refused(
        CourseIsRetired
    )
    spec.when(OpenSession(session="S-1")).then(fact(SessionOpened))


def test_an_employee_joins_a_branch_from_a_day_on() -> None:
    given().when(JoinBranch(employee="lin", branch="CD", since=STARTS)).then(
        fact(EmployeeJoined, employee="lin", branch="CD", effective_at=STARTS)
    )


def test_another_branch_is_a_move_and_the_same_branch_is_refused() -> None:
    spec = given(JoinBranch(employee="lin", branch="CD"))
    spec.when(JoinBranch(employee="lin", branch="CD")).refused(AlreadyJoined, branch="CD")
    spec.when(JoinBranch(employee="lin", branch="BJ")).then(fact(EmployeeJoined, branch="BJ", effective_at=NOON))
