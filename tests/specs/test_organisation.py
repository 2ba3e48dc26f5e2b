"""The organisation: a tree without circles, and careers without gaps or contradictions."""

from datetime import datetime

import pytest
from specs.spec import NOON, Spec, fact, given
from specs.story import shanghai

from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.close_branch import CloseBranch
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.move_branch import MoveBranch
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.record_absence import RecordAbsence
from ledger.decisions.void_absence import VoidAbsence
from ledger.events import (
    AbsenceRecorded,
    AbsenceVoided,
    BranchClosed,
    BranchMoved,
    BranchOpened,
    EmployeeMoved,
    PositionAssigned,
)
from ledger.models.career import Absence, Career, Place
from ledger.models.catalogue import Workplace
from ledger.models.organisation import Branches
from ledger.refusals.catalogue import AlreadyJoined
from ledger.refusals.organisation import (
    AbsenceKindUnknown,
    AbsenceReversed,
    AbsencesOverlap,
    AbsenceTooLong,
    AbsenceUnknown,
    BranchAlreadyOpen,
    BranchCycle,
    BranchHasBranches,
    BranchNotEmpty,
    BranchNotOpen,
    BranchUnknown,
    BranchUnmoved,
    JoinedBeforeLeaving,
    LeftBeforeLater,
    NotEmployed,
)

HEAD = OpenBranch(branch="CD", name="成都", since=shanghai(2026, 1, 1))
EAST = OpenBranch(branch="CD-EAST", parent="CD", name="成都东区", since=shanghai(2026, 1, 1))
DESK = OpenBranch(branch="CD-EAST-1", parent="CD-EAST", name="东区一部", since=shanghai(2026, 1, 1))
JOIN = JoinBranch(employee="lin", branch="CD", since=shanghai(2026, 1, 5))
COOK = AssignPosition(employee="lin", position="cook", since=shanghai(2026, 1, 5))


def absence(first: str, last: str, kind: str = "TRAVEL") -> RecordAbsence:
    return RecordAbsence(employee="lin", kind=kind, first_day=first, last_day=last)


def recorded(spec: Spec) -> str:
    (found,) = (one for one in spec.facts if isinstance(one, AbsenceRecorded))
    return found.absence


def test_a_branch_is_opened_under_one_that_is_open() -> None:
    spec = given().when(EAST).refused(BranchUnknown, branch="CD")
    spec.given(HEAD).when(EAST).then(fact(BranchOpened, branch="CD-EAST", parent="CD", name="成都东区"))
    assert spec.read(Branches()).path("CD-EAST", NOON) == ["CD", "CD-EAST"]
    spec.when(EAST).refused(BranchAlreadyOpen, branch="CD-EAST")


def test_a_branch_moves_with_all_that_lies_under_it() -> None:
    spec = given(HEAD, EAST, DESK, OpenBranch(branch="XA", name="西安"))
    spec.when(MoveBranch(branch="CD-EAST", parent="XA")).then(fact(BranchMoved, parent="XA", effective_at=NOON))
    assert spec.read(Branches()).path("CD-EAST-1", NOON) == ["XA", "CD-EAST", "CD-EAST-1"]
    assert spec.read(Branches()).path("CD-EAST-1", shanghai(2026, 2, 1)) == ["CD", "CD-EAST", "CD-EAST-1"]
    spec.when(MoveBranch(branch="CD-EAST", parent="XA")).refused(BranchUnmoved)
    spec.when(MoveBranch(branch="CD-EAST", parent="BJ")).refused(BranchUnknown, branch="BJ")
    spec.when(MoveBranch(branch="CD-EAST")).then(fact(BranchMoved, parent=None))


@pytest.mark.parametrize("parent", ["CD", "CD-EAST", "CD-EAST-1"])
def test_a_tree_has_no_circles(parent: str) -> None:
    given(HEAD, EAST, DESK).when(MoveBranch(branch="CD", parent=parent)).refused(BranchCycle, parent=parent)


def test_nor_does_a_move_that_is_recorded_late_make_one_later_on() -> None:
    """In February CD lies nowhere under XA; but it does from March on, and so XA cannot go under it."""
    spec = given(HEAD, OpenBranch(branch="XA", name="西安", since=shanghai(2026, 1, 1)))
    spec.given(MoveBranch(branch="CD", parent="XA", since=shanghai(2026, 3, 1)))
    spec.when(MoveBranch(branch="XA", parent="CD", since=shanghai(2026, 2, 1))).refused(BranchCycle)


def test_a_branch_closes_when_nobody_and_nothing_is_left_in_it() -> None:
    spec = given(HEAD, EAST, JOIN)
    spec.when(CloseBranch(branch="CD")).refused(BranchHasBranches, under="CD-EAST")
    spec.given(CloseBranch(branch="CD-EAST"))
    spec.when(CloseBranch(branch="CD")).refused(BranchNotEmpty, people=1, employee="lin")
    spec.given(MoveEmployee(employee="lin", branch="XA")).when(CloseBranch(branch="CD")).then(fact(BranchClosed))
    spec.when(CloseBranch(branch="CD")).refused(BranchUnknown)


def test_who_comes_next_month_keeps_a_branch_open_today() -> None:
    spec = given(HEAD, JoinBranch(employee="mei", branch="CD", since=shanghai(2026, 4, 1)))
    spec.when(CloseBranch(branch="CD")).refused(BranchNotEmpty, employee="mei")


def test_a_closed_branch_takes_nobody_until_it_opens_again() -> None:
    spec = given(HEAD, CloseBranch(branch="CD")).later(days=1)
    spec.when(JoinBranch(employee="lin", branch="CD")).refused(BranchNotOpen, branch="CD")
    # Nor on a day before it closed: the person would still be there afterwards.
    spec.when(JOIN).refused(BranchNotOpen)
    spec.given(JoinBranch(employee="lin", branch="XA")).when(MoveEmployee(employee="lin", branch="CD"))
    spec.refused(BranchNotOpen)
    spec.given(OpenBranch(branch="CD", name="成都")).when(MoveEmployee(employee="lin", branch="CD"))
    spec.then(fact(EmployeeMoved))


def test_a_branch_that_nobody_opened_takes_people_and_one_that_opens_later_does_not_yet() -> None:
    given().given(JoinBranch(employee="lin", branch="nobody-opened-it"))
    given(HEAD).when(JoinBranch(employee="lin", branch="CD", since=shanghai(2025, 12, 1))).refused(BranchNotOpen)


def test_a_move_may_be_recorded_late_and_later_steps_stand() -> None:
    spec = given(JOIN, COOK).given(MoveEmployee(employee="lin", branch="BJ", since=NOON))
    spec.when(MoveEmployee(employee="lin", branch="XA", since=shanghai(2026, 2, 1))).then(fact(EmployeeMoved))
    lin = spec.read(Career("lin"))
    assert lin.at(shanghai(2026, 1, 31)) == Place("CD", "cook")
    assert lin.at(shanghai(2026, 2, 1)) == Place("XA", "cook")
    assert lin.at(NOON) == Place("BJ", "cook")
    assert spec.read(Workplace("lin")).branch == "BJ"
    spec.when(MoveEmployee(employee="lin", branch="XA", since=shanghai(2026, 2, 9))).refused(AlreadyJoined)


def test_a_position_recorded_late_does_not_undo_a_newer_one() -> None:
    spec = given(JOIN, AssignPosition(employee="lin", position="chef"))
    spec.when(COOK).then(fact(PositionAssigned))
    assert spec.read(Workplace("lin")).position == "chef"


@pytest.mark.parametrize("since", [shanghai(2025, 12, 1), shanghai(2026, 1, 4, 23)])
def test_nobody_has_a_position_or_moves_before_joining(since: datetime) -> None:
    spec = given(JOIN)
    spec.when(AssignPosition(employee="lin", position="cook", since=since)).refused(NotEmployed)
    spec.when(MoveEmployee(employee="lin", branch="XA", since=since)).refused(NotEmployed)
    spec.when(absence("2026-01-03", "2026-01-08")).refused(NotEmployed, since="2026-01-03")


def test_nobody_moves_or_travels_after_leaving() -> None:
    spec = given(JOIN, LeaveCompany(employee="lin", last_day="2026-02-28"))
    spec.when(MoveEmployee(employee="lin", branch="XA", since=shanghai(2026, 3, 1))).refused(NotEmployed)
    spec.when(absence("2026-02-20", "2026-03-01")).refused(NotEmployed, since="2026-03-01")
    spec.when(absence("2026-02-20", "2026-02-28")).then(fact(AbsenceRecorded))


def test_where_a_leaver_worked_before_the_last_day_is_a_move_and_no_return() -> None:
    spec = given(JOIN, LeaveCompany(employee="lin", last_day="2026-02-28"))
    late = shanghai(2026, 2, 1)
    spec.when(JoinBranch(employee="lin", branch="XA", since=late)).refused(JoinedBeforeLeaving, last_day="2026-02-28")
    spec.when(MoveEmployee(employee="lin", branch="XA", since=late)).then(fact(EmployeeMoved))
    assert spec.read(Career("lin")).at(NOON) is None
    spec.given(JoinBranch(employee="lin", branch="CD"))
    assert spec.read(Career("lin")).at(NOON) == Place("CD")


def test_nobody_joins_twice() -> None:
    given(JOIN).when(JoinBranch(employee="lin", branch="CD", since=shanghai(2026, 2, 1))).refused(AlreadyJoined)


def test_a_last_day_is_not_before_what_is_known_to_come_later() -> None:
    spec = given(JOIN, MoveEmployee(employee="lin", branch="XA", since=shanghai(2026, 2, 10)))
    spec.when(LeaveCompany(employee="lin", last_day="2026-02-09")).refused(LeftBeforeLater, last_day="2026-02-09")
    spec.given(LeaveCompany(employee="lin", last_day="2026-02-10"))


def test_absences_do_not_overlap_unless_one_is_voided() -> None:
    spec = given(JOIN).when(absence("2026-03-02", "2026-03-27"))
    travel = recorded(spec.then(fact(AbsenceRecorded, kind="TRAVEL", effective_at=shanghai(2026, 3, 2))))
    spec.when(absence("2026-03-27", "2026-04-02", "SICK")).refused(AbsencesOverlap, absence=travel)
    spec.when(absence("2026-02-20", "2026-03-02", "SICK")).refused(AbsencesOverlap, absence=travel)
    spec.given(absence("2026-03-28", "2026-04-02", "SICK"))
    void = VoidAbsence(employee="lin", absence=travel, because="TRIP_CANCELLED")
    spec.when(void).then(fact(AbsenceVoided, because="TRIP_CANCELLED"))
    spec.when(void).refused(AbsenceUnknown, absence=travel)
    spec.given(absence("2026-03-26", "2026-03-27"))
    assert [one.first.isoformat() for one in spec.read(Career("lin")).absences.values()] == ["2026-03-28", "2026-03-26"]


def test_an_absence_is_of_a_kind_that_the_policy_knows_and_ends_after_it_begins() -> None:
    spec = given(JOIN)
    spec.when(absence("2026-03-02", "2026-03-03", "HOLIDAY_AT_SEA")).refused(AbsenceKindUnknown, kind="HOLIDAY_AT_SEA")
    spec.when(absence("2026-03-03", "2026-03-02")).refused(AbsenceReversed)
    spec.when(absence("2026-03-03", "2029-04-02")).refused(AbsenceTooLong)


def test_an_absence_of_29_february_is_one_day() -> None:
    spec = given(JoinBranch(employee="lin", branch="CD", since=shanghai(2024, 1, 1)))
    spec.given(absence("2024-02-29", "2024-02-29"))
    (one,) = spec.read(Career("lin")).absences.values()
    assert isinstance(one, Absence)
    assert one.first == one.last
