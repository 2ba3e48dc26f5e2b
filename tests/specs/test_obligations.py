"""Required courses: who has to do what until when, and each warning once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from specs.spec import NOON, Spec, fact, given

from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.exempt_from_obligation import ExemptFromObligation
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.list_course import ListCourse
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.release_obligation import ReleaseObligation
from ledger.decisions.require_course import RequireCourse
from ledger.decisions.retire_course import RetireCourse
from ledger.decisions.void_completion import VoidCompletion
from ledger.decisions.warn_of_deadline import WarnOfDeadline
from ledger.events import CourseRequired, DeadlineWarningRaised, ObligationExempted, ObligationReleased
from ledger.obligations import stage_of
from ledger.recording import Caller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.catalogue import CourseIsRetired, CourseUnknown
from ledger.refusals.obligations import (
    DeadlineBeforeBeginning,
    DeadlineMissing,
    NotObliged,
    ObligationExists,
    ObligationOver,
    ObligationUnknown,
    WarningNotDue,
)

HR = Caller("hr-desk", on_behalf_of="hr-wu", operator=True)
FIRE = ListCourse(course="FIRE-1", title="消防安全", credits=Decimal("2.00"), minutes=90, kind="required")
LIN = JoinBranch(employee="lin", branch="CD")
WARN = WarnOfDeadline(employee="lin", obligation="O-1")
BY_THE_END = {"course": "FIRE-1", "until": "2026-03-31"}


def required(**terms: Any) -> Spec:
    return given(FIRE, LIN, RequireCourse(obligation="O-1", **{**BY_THE_END, **terms}))


def done(completion: str = "X-1", at: datetime | None = None) -> RecordCompletion:
    return RecordCompletion(employee="lin", course="FIRE-1", completion=completion, source="lms", at=at)


def test_a_course_is_required_until_a_day() -> None:
    spec = given(FIRE).when(RequireCourse(obligation="O-1", branch="CD", **BY_THE_END))
    spec.then(fact(CourseRequired, obligation="O-1", branch="CD", until="2026-03-31", effective_at=NOON))


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({}, ObligationExists),
        ({"obligation": "O-2", "course": "NONE"}, CourseUnknown),
        ({"obligation": "O-2", "until": None}, DeadlineMissing),
        ({"obligation": "O-2", "until": "2026-03-01"}, DeadlineBeforeBeginning),
        ({"obligation": "O-2", "since": "2026-04-01"}, DeadlineBeforeBeginning),
    ],
)
def test_what_cannot_be_required_is_refused(terms: dict[str, Any], refusal: Any) -> None:
    required().when(RequireCourse(**{"obligation": "O-1", **BY_THE_END, **terms})).refused(refusal)


def test_a_course_that_left_the_catalogue_is_required_of_nobody() -> None:
    spec = given(FIRE, RetireCourse(course="FIRE-1")).when(RequireCourse(obligation="O-1", **BY_THE_END))
    spec.refused(CourseIsRetired)


def test_each_stage_is_told_once_and_only_the_newest_of_those_that_passed() -> None:
    spec = required().when(WARN)  # 29 days are left
    spec.then(fact(DeadlineWarningRaised, stage="30", days_left=29, due="2026-03-31", course="FIRE-1"))
    spec.when(WARN).refused(WarningNotDue)
    spec.later(days=23).when(WARN).then(fact(DeadlineWarningRaised, stage="7", days_left=6))  # nobody ran at 14
    spec.when(WARN).refused(WarningNotDue)
    spec.later(days=5).when(WARN).then(fact(DeadlineWarningRaised, stage="1", days_left=1))
    spec.later(days=1).when(WARN).refused(WarningNotDue)
    spec.later(days=1).when(WARN).then(fact(DeadlineWarningRaised, stage="overdue", days_left=-1))
    spec.later(days=300).when(WARN).refused(WarningNotDue)


def test_a_clock_that_is_put_back_warns_nobody_again() -> None:
    spec = required().later(days=23).when(WARN).then(fact(DeadlineWarningRaised, stage="7"))
    spec.later(days=-9).when(WARN).refused(WarningNotDue)


def test_a_day_ends_in_the_company_s_zone() -> None:
    spec = required().at(datetime(2026, 3, 31, 15, 59, tzinfo=UTC)).when(WARN)
    spec.then(fact(DeadlineWarningRaised, stage="1", days_left=0))
    spec.at(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)).when(WARN).then(fact(DeadlineWarningRaised, stage="overdue"))


def test_who_has_done_the_course_is_not_warned_until_the_award_is_taken_back() -> None:
    spec = required().given(done()).when(WARN).refused(WarningNotDue)
    spec.given(VoidCompletion(employee="lin", course="FIRE-1", completion="X-1", because="WRONG_PERSON"))
    spec.when(WARN).then(fact(DeadlineWarningRaised, stage="30"))


def test_what_was_learnt_before_it_counts_does_not_count() -> None:
    spec = required(counts_from="2026-03-02").given(done(at=NOON - timedelta(days=1)))
    spec.when(WARN).then(fact(DeadlineWarningRaised, stage="30"))
    spec = required(counts_from="2026-03-01").given(done(at=NOON - timedelta(days=1)))
    spec.when(WARN).refused(WarningNotDue)


def test_who_is_meant_is_warned_and_nobody_else() -> None:
    for audience in ({"branch": "XA"}, {"position": "engineer"}, {"employee": "wang"}):
        required(**audience).when(WARN).refused(WarningNotDue)
    for audience in ({"branch": "CD"}, {"employee": "lin"}, {"branch": "CD", "employee": "lin"}):
        required(**audience).when(WARN).then(fact(DeadlineWarningRaised, stage="30"))


def test_who_moved_away_after_the_last_day_still_owes_and_who_came_after_it_owes_nothing() -> None:
    after = NOON + timedelta(days=31)
    moved = JoinBranch(employee="lin", branch="XA", since=after)
    required(branch="CD").given(moved).at(after).when(WARN).then(fact(DeadlineWarningRaised, stage="overdue"))
    required(branch="XA").given(moved).at(after).when(WARN).refused(WarningNotDue)
    early = JoinBranch(employee="lin", branch="XA", since=NOON + timedelta(days=1))
    required(branch="CD").given(early).later(days=2).when(WARN).refused(WarningNotDue)


def test_who_left_is_not_warned() -> None:
    spec = required().given(LeaveCompany(employee="lin", last_day="2026-03-10"))
    spec.at(datetime(2026, 3, 10, 4, tzinfo=UTC)).when(WARN).then(fact(DeadlineWarningRaised, stage="30"))
    spec.at(datetime(2026, 3, 25, 4, tzinfo=UTC)).when(WARN).refused(WarningNotDue)


def test_days_after_joining_are_for_who_joins_from_then_on() -> None:
    spec = given(FIRE, LIN).later(hours=1)
    spec.given(RequireCourse(obligation="O-1", course="FIRE-1", within_days=5))
    spec.later(days=1).when(WARN).refused(WarningNotDue)
    spec.given(JoinBranch(employee="new", branch="CD"))
    new = WarnOfDeadline(employee="new", obligation="O-1")
    spec.when(new).then(fact(DeadlineWarningRaised, due="2026-03-08", stage="7", days_left=5))
    spec.later(days=6).when(new).then(fact(DeadlineWarningRaised, stage="overdue"))


def test_who_joins_late_has_so_many_days_and_the_others_the_day_that_is_named() -> None:
    spec = required(until="2026-03-31", within_days=5)
    spec.when(WARN).then(fact(DeadlineWarningRaised, due="2026-03-31"))
    spec.later(days=28).given(JoinBranch(employee="new", branch="CD"))  # 30 March
    new = WarnOfDeadline(employee="new", obligation="O-1")
    spec.when(new).then(fact(DeadlineWarningRaised, due="2026-04-04", days_left=5))
    late = required().at(datetime(2026, 4, 1, 4, tzinfo=UTC)).given(JoinBranch(employee="new", branch="CD"))
    late.when(new).refused(WarningNotDue)


def test_who_returns_has_another_last_day_and_is_warned_of_it() -> None:
    spec = given(FIRE).given(RequireCourse(obligation="O-1", course="FIRE-1", within_days=5), LIN)
    spec.when(WARN).then(fact(DeadlineWarningRaised, due="2026-03-07"))
    spec.given(LeaveCompany(employee="lin", last_day="2026-03-03"))
    spec.later(days=40).given(JoinBranch(employee="lin", branch="CD"))
    spec.when(WARN).then(fact(DeadlineWarningRaised, due="2026-04-16", stage="7"))


def test_what_is_released_is_over_for_everybody() -> None:
    spec = required().when(ReleaseObligation(obligation="O-1", because="LAW_CHANGED"))
    spec.then(fact(ObligationReleased, course="FIRE-1"))
    spec.when(WARN).refused(ObligationOver)
    spec.when(ReleaseObligation(obligation="O-1", because="LAW_CHANGED")).refused(ObligationOver)
    spec.when(ReleaseObligation(obligation="O-9", because="LAW_CHANGED")).refused(ObligationUnknown)


def test_somebody_else_lets_one_person_off() -> None:
    lin_off = ExemptFromObligation(obligation="O-1", employee="lin", because="CERTIFIED_ELSEWHERE")
    spec = required().given(AssignManager(employee="aide", manager="lin"), JoinBranch(employee="wang", branch="CD"))
    spec.when(lin_off).refused(ApproverUnnamed)
    spec.when(lin_off, by=Caller("app", on_behalf_of="lin")).refused(SelfActionForbidden)
    spec.when(lin_off, by=Caller("app", on_behalf_of="aide")).refused(ApproverReportsToRequester)
    spec.when(lin_off, by=HR).then(fact(ObligationExempted, employee="lin", approver="hr-wu", course="FIRE-1"))
    spec.when(lin_off, by=HR).refused(NotObliged)
    spec.when(WARN).refused(WarningNotDue)
    spec.when(WarnOfDeadline(employee="wang", obligation="O-1")).then(fact(DeadlineWarningRaised, employee="wang"))


@pytest.mark.parametrize(
    ("left", "stage"),
    [(31, None), (30, "30"), (15, "30"), (14, "14"), (8, "14"), (7, "7"), (1, "1"), (0, "1"), (-1, "overdue")],
)
def test_a_stage_lasts_until_the_next(left: int, stage: str | None) -> None:
    today = date(2026, 3, 1)
    assert stage_of(today + timedelta(days=left), today, (30, 14, 7, 1)) == stage
