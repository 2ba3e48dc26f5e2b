"""Lives to be told in commands, and what their people owe."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from specs.spec import Spec
from specs.story import shanghai

from ledger.decisions.approve_requirement_change import ApproveRequirementChange
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.propose_requirement_change import ProposeRequirementChange
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.record_absence import RecordAbsence
from ledger.decisions.reject_requirement_change import RejectRequirementChange
from ledger.decisions.revoke_requirement_change import RevokeRequirementChange
from ledger.decisions.void_absence import VoidAbsence
from ledger.events import AbsenceRecorded, PolicyDrafted, RequirementChangeProposed
from ledger.models.career import Career
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.models.requirement import RequirementChanges
from ledger.recording import Caller, Command
from ledger.requirement import Requirement, calendar_of, owed, period_of, stretches

ZHOU, QIAN, WU = (Caller("hr", operator=True, on_behalf_of=who) for who in ("zhou", "qian", "wu"))

BRANCHES = ("SZ", "BJ", "MON", "FULL", "CAT")
# Five holidays on weekdays, and two weekends that make up for them.
HOLIDAYS = """
calendar:
  holidays: [2027-10-01, 2027-10-04, 2027-10-05, 2027-10-06, 2027-10-07]
  worked_weekends: [2027-09-26, 2027-10-09]
"""
# The layer, from when, and what it says.
POLICIES: tuple[tuple[dict[str, str], str, str], ...] = (
    ({}, "2027-01-01", HOLIDAYS),
    ({"branch": "SZ"}, "2026-01-01", "requirement: {credits: 120, categories: []}"),
    ({"branch": "BJ"}, "2026-07-01", "requirement: {credits: 100, categories: []}"),
    ({"branch": "MON"}, "2026-01-01", "requirement: {pro_rata: months_started}"),
    ({"branch": "FULL"}, "2026-01-01", "requirement: {pro_rata: none}"),
    ({"position": "RND"}, "2026-01-01", "requirement: {credits: 180, categories: []}"),
)


class Granted(NamedTuple):
    """Asked for by Zhou, and decided by Qian and Wu."""

    kind: str
    credits: str | None
    decided: str = "approved"


class Voided(NamedTuple):
    """An absence that was recorded and voided."""

    absence: RecordAbsence


Step = Command | Granted | Voided | datetime


def on(day: str, hour: int = 0) -> datetime:
    """A moment of the company's calendar."""
    said = date.fromisoformat(day)
    return shanghai(said.year, said.month, said.day, hour)


def joins(day: str, branch: str = "CD", hour: int = 0) -> Command:
    return JoinBranch(employee="lin", branch=branch, since=on(day, hour))


def moves(day: str, branch: str, hour: int = 0) -> Command:
    return MoveEmployee(employee="lin", branch=branch, since=on(day, hour))


def becomes(day: str, position: str) -> Command:
    return AssignPosition(employee="lin", position=position, since=on(day))


def leaves(last_day: str) -> Command:
    return LeaveCompany(employee="lin", last_day=last_day)


def away(first: str, last: str, kind: str = "TRAVEL") -> RecordAbsence:
    return RecordAbsence(employee="lin", kind=kind, first_day=first, last_day=last)


def with_policies() -> Spec:
    """A company in which some branches and one position have rules of their own."""
    spec = Spec().at(on("2020-01-01"))
    spec.given(*(OpenBranch(branch=branch, name=branch) for branch in BRANCHES)).at(on("2025-12-01"))
    for layer, since, document in POLICIES:
        publish(spec, document, since, **layer)
    return spec


def publish(spec: Spec, document: str, since: str, **layer: str) -> None:
    (drafted,) = spec.when(DraftPolicy(document=document, **layer), by=ZHOU).facts
    assert isinstance(drafted, PolicyDrafted)
    spec.given(PublishPolicy(version=drafted.version, since=since), by=QIAN)


def live(spec: Spec, year: int, *steps: Step) -> Spec:
    """Record a life, ten days after the year unless it says otherwise."""
    spec.at(on(f"{year + 1}-01-11"))
    for step in steps:
        match step:
            case datetime():
                spec.at(step)
            case Granted():
                _grant(spec, str(year), step)
            case Voided():
                (recorded,) = spec.when(step.absence).facts
                assert isinstance(recorded, AbsenceRecorded)
                spec.given(VoidAbsence(employee="lin", absence=recorded.absence, because="TRIP_CANCELLED"))
            case Command():
                spec.given(step)
    return spec


def _grant(spec: Spec, period: str, asked: Granted) -> None:
    proposed = ProposeRequirementChange.model_validate(
        {
            "employee": "lin",
            "period": period,
            "kind": asked.kind,
            "credits": asked.credits,
            "because": "ILLNESS",
            "note": "certificate",
        }
    )
    (fact,) = spec.when(proposed, by=ZHOU).facts
    assert isinstance(fact, RequirementChangeProposed)
    if asked.decided in {"approved", "revoked"}:
        spec.given(ApproveRequirementChange(change=fact.change), by=QIAN)
    if asked.decided == "revoked":
        spec.given(RevokeRequirementChange(change=fact.change, because="CERTIFICATE_FALSE"), by=WU)
    if asked.decided == "rejected":
        spec.given(RejectRequirementChange(change=fact.change, because="NO_EVIDENCE"), by=WU)


def requirement(spec: Spec, year: int, employee: str = "lin") -> Requirement:
    """What a person owes in a year, from the facts alone."""
    book, career = spec.read(PolicyBook()), spec.read(Career(employee))
    period = period_of(str(year), book)
    days = stretches(career, spec.read(Branches()), book, period)
    changes = spec.read(RequirementChanges(employee)).of(str(year))
    return owed(period, calendar_of(period, book), days, career.absences.values(), changes)


def credits_of(found: Requirement) -> list[Decimal]:
    return [term.credits for term in found.terms]
