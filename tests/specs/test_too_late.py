"""What may be recorded of a period that two people close: nothing new, and corrections that say where they count."""

import ast
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from specs.books import AFTERWARDS, closing, shut
from specs.ruling import QIAN, ZHOU
from specs.spec import NOON, OPERATOR, Spec, fact, given
from specs.story import ENDS, FIRE, STARTS, attended, closed, shanghai
from specs.test_receiving import said

from ledger import booking
from ledger import events as e
from ledger.decisions.approve_requirement_change import ApproveRequirementChange
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.check_in import CheckIn
from ledger.decisions.close_branch import CloseBranch
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.finish_carry_over import FinishCarryOver
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.move_branch import MoveBranch
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.propose_requirement_change import ProposeRequirementChange
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.record_absence import RecordAbsence
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.record_playback import RecordPlayback
from ledger.decisions.require_course import RequireCourse
from ledger.decisions.revoke_requirement_change import RevokeRequirementChange
from ledger.decisions.seal_period import SealPeriod
from ledger.decisions.void_absence import VoidAbsence
from ledger.decisions.void_attendance import VoidAttendance
from ledger.events import REGISTRY, CreditsAwarded, CreditsReversed
from ledger.recording import Command
from ledger.refusals.periods import (
    PeriodClosing,
    PeriodSealed,
)

LAST = shanghai(2027, 1, 1) - timedelta(microseconds=1)
LAPSED = VoidAttendance(session="S-1", employee="lin", because="PROXY")
TOO_LONG = CorrectAttendance(
    session="S-1", employee="lin", joined_at=STARTS, left_at=STARTS + timedelta(minutes=60), because="LEFT_EARLY"
)


def learnt(at: datetime, completion: str = "c-1", **more: Any) -> RecordCompletion:
    return RecordCompletion(
        employee="lin", course="FIRE-1", completion=completion, source="test", passed=True, at=at, **more
    )


DIGEST = "ab" * 32
DOORS: list[Command] = [
    learnt(LAST),
    said(at=LAST),
    said("st-2", "evidence", at=LAST),
    RecordPlayback(employee="lin", course="FIRE-1", length_seconds=Decimal(60), segments=((0, 9),), at=LAST),
    JoinBranch(employee="sun", branch="CD", since=LAST),
    MoveEmployee(employee="lin", branch="XA", since=LAST),
    AssignPosition(employee="lin", position="ENGINEER", since=LAST),
    LeaveCompany(employee="lin", last_day="2026-12-30"),
    RecordAbsence(employee="lin", kind="TRAVEL", first_day="2026-12-31", last_day="2027-01-02"),
    OpenBranch(branch="NEW", name="新", since=LAST),
    MoveBranch(branch="XA", parent="CD", since=LAST),
    CloseBranch(branch="XA", since=LAST),
    RequireCourse(obligation="O-1", course="FIRE-1", until="2027-03-01", since="2026-12-31"),
    CloseSession(session="S-1"),
    CheckIn(session="S-1", employee="sun", method="kiosk", at=ENDS),
    ImportPresence(session="S-1", employee="sun", minutes=9, source="zoom", evidence_digest=DIGEST),
    ProposeRequirementChange(employee="lin", period="2026", kind="exempt", because="ILLNESS", note="see the letter"),
]


def company() -> Spec:
    """A session that nobody closed, and people who have been here for long."""
    spec = attended("lin", "sun")
    long_ago = shanghai(2026, 1, 2)
    spec.given(
        OpenBranch(branch="CD", name="成都", since=long_ago),
        OpenBranch(branch="XA", name="西安", since=long_ago),
        JoinBranch(employee="lin", branch="CD", since=long_ago),
    )
    return spec


@pytest.mark.parametrize("door", DOORS, ids=lambda door: type(door).__name__)
def test_nothing_new_is_told_of_a_year_that_is_closed_at_any_door(door: Command) -> None:
    by = OPERATOR._replace(on_behalf_of="zhou")
    shut(company()).when(door, by=by).refused(PeriodSealed, period="2026", open="2027")
    if not isinstance(door, ProposeRequirementChange):
        closing(company()).when(door, by=by).refused(PeriodClosing, period="2026")
    # The same is taken as long as the year is open: it is the closing that refuses it.
    spec = company().at(AFTERWARDS).when(door, by=by)
    assert spec.facts


def test_the_boundary_is_the_first_moment_of_the_next_year() -> None:
    spec = shut(given(FIRE))
    spec.when(learnt(LAST)).refused(PeriodSealed)
    spec.when(learnt(shanghai(2027, 1, 1), "c-2")).then(
        fact(e.CompletionRecorded), fact(CreditsAwarded, booked=None), fact(e.PointsEarned)
    )


def test_what_is_before_a_closed_year_is_closed_with_it_and_the_next_is_not() -> None:
    sealed = SealPeriod(period="2026", as_of=1, people=1, root="ab" * 32)
    spec = shut(given(FIRE)).given(sealed, FinishCarryOver(period="2026"))
    closing(spec, shanghai(2028, 1, 9), "2027")
    spec.when(learnt(shanghai(2024, 6, 1))).refused(PeriodSealed, period="2026")
    spec.when(learnt(LAST)).refused(PeriodSealed, period="2026", open="2027")
    spec.when(learnt(shanghai(2027, 1, 1))).refused(PeriodClosing, period="2027")


def test_an_absence_in_a_closed_year_stays_and_one_that_reaches_further_can_be_voided() -> None:
    spec = company().at(AFTERWARDS)
    names = []
    for first, last in (("2026-12-01", "2026-12-31"), ("2027-01-04", "2027-01-05")):
        spec.when(RecordAbsence(employee="lin", kind="TRAVEL", first_day=first, last_day=last))
        (absence,) = spec.facts
        assert isinstance(absence, e.AbsenceRecorded)
        names.append(VoidAbsence(employee="lin", absence=absence.absence, because="CANCELLED"))
    shut(spec).when(names[0]).refused(PeriodSealed)
    spec.when(names[1]).then(fact(e.AbsenceVoided))


def test_what_was_asked_for_in_time_is_decided_before_the_year_is_closed_or_never() -> None:
    exempt = ProposeRequirementChange(employee="lin", period="2026", kind="exempt", because="ILLNESS", note="a letter")
    spec = given(JoinBranch(employee="lin", branch="CD", since=shanghai(2026, 1, 2))).at(AFTERWARDS)
    changes = []
    for _ in range(2):
        spec.when(exempt, by=ZHOU)
        (asked,) = spec.facts
        assert isinstance(asked, e.RequirementChangeProposed)
        changes.append(asked.change)
    spec.given(ApproveRequirementChange(change=changes[0]), by=QIAN)
    shut(spec).when(ApproveRequirementChange(change=changes[1]), by=QIAN).refused(PeriodSealed, open="2027")
    spec.when(RevokeRequirementChange(change=changes[0], because="RECORDED_WRONG"), by=QIAN).refused(PeriodSealed)


def test_a_policy_says_what_may_be_recorded_while_a_year_is_being_closed() -> None:
    spec = closed("lin")
    spec.when(DraftPolicy(document="closing: {news: allowed, corrections: refused}"), by=ZHOU)
    (draft,) = spec.facts
    assert isinstance(draft, e.PolicyDrafted)
    spec.given(PublishPolicy(version=draft.version, since="2026-03-03"), by=QIAN)
    closing(spec).when(learnt(LAST)).then(
        fact(e.CompletionRecorded), fact(CreditsAwarded, credits=Decimal(0), shortfall="REPEAT")
    )
    spec.when(LAPSED).refused(PeriodClosing)
    exempt = ProposeRequirementChange(employee="lin", period="2026", kind="exempt", because="ILLNESS", note="a letter")
    spec.given(JoinBranch(employee="lin", branch="CD", since=NOON)).when(exempt, by=ZHOU).refused(PeriodClosing)


# What is put right afterwards


def test_a_correction_while_a_year_is_being_closed_still_counts_in_it() -> None:
    spec = closing(closed("lin")).when(LAPSED)
    assert [f.booked for f in spec.facts if isinstance(f, CreditsReversed)] == [None]


def test_a_correction_of_a_closed_year_keeps_its_date_and_is_booked_in_the_open_one() -> None:
    spec = shut(closed("lin")).when(TOO_LONG)
    moved = {type(f): (f.effective_at, f.booked) for f in spec.facts if isinstance(f, CreditsAwarded | CreditsReversed)}
    assert moved == {CreditsReversed: (ENDS, "2027"), CreditsAwarded: (ENDS, "2027")}


def test_what_a_statement_withdraws_is_a_correction_whenever_it_is_dated() -> None:
    spec = shut(given(FIRE, said())).when(said("st-9", "voided", target="st-1", at=LAST))
    assert [f.booked for f in spec.facts if isinstance(f, CreditsReversed)] == ["2027"]


def test_a_correction_goes_to_the_first_year_that_is_not_closed() -> None:
    sealed = SealPeriod(period="2026", as_of=1, people=1, root="ab" * 32)
    spec = shut(closed("lin")).given(sealed, FinishCarryOver(period="2026"))
    shut(spec, shanghai(2028, 1, 9), "2027").when(LAPSED)
    assert [f.booked for f in spec.facts if isinstance(f, CreditsReversed)] == ["2028"]


def test_every_fact_that_can_be_dated_in_the_past_is_news_a_correction_or_follows_from_one() -> None:
    """A new kind of fact must be put somewhere: into one of these, or here, with those that are dated as they come."""
    follow = {
        # From news or corrections, in one append with them.
        *(e.AttendanceVerified, e.SessionMadeUp, e.StatementVoided, e.RatingDiscounted),
        *(e.PointsEarned, e.PointsReversed, e.PointsActivated, e.DebtSettled, e.LotExtended),
        # By themselves, when they were due.
        *(e.PointsExpired, e.RedemptionLapsed, e.WaitingLapsed, e.BatchWrittenOff, e.AccountSettled, e.PointsPaidOut),
        # What the log says of itself, and the books of themselves.
        *(e.AnchorRecorded, e.ControlTotalsRecorded, e.CreditsCarried),
        # Now, as it is called there, or later on.
        *(e.RewardRepriced, e.ManagerAssigned, e.BranchHeadAppointed),
        *(e.RedemptionCancelled, e.PointsDeducted, e.CommandRefused),
    }
    assert booking.NEWS.isdisjoint(booking.CORRECTIONS)
    assert follow.isdisjoint(booking.DATED)
    assert dated_by_hand() <= {kind.__name__ for kind in follow | booking.DATED}


def dated_by_hand() -> set[str]:
    """Every kind of fact that any decision, or what they share, dates otherwise than now."""
    found = set()
    for path in Path(booking.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REGISTRY:
                dates = [ast.unparse(word.value) for word in node.keywords if word.arg == "effective_at"]
                found |= {node.func.id for date in dates if date != "past.now"}
    return found
