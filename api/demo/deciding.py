"""What two people of the demo decide: points given and refused, credits forgiven; and what is required and made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.approve_requirement_change import ApproveRequirementChange
from ledger.decisions.close_session import CloseSession
from ledger.decisions.exempt_from_obligation import ExemptFromObligation
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.propose_requirement_change import ProposeRequirementChange
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.reject_adjustment import RejectAdjustment
from ledger.decisions.request_make_up import RequestMakeUp
from ledger.decisions.require_course import RequireCourse
from ledger.events import AdjustmentProposed, AttendanceVerified, RequirementChangeProposed
from ledger.recording import Caller, Command, Recorded

if TYPE_CHECKING:
    from api.demo.year import Year

DESK = Caller("hr-desk", operator=True)
PLATFORM = Caller("learning-platform")
PROPOSER, DECIDER = (Caller("hr-desk", on_behalf_of=who) for who in ("E-1004", "E-1005"))
ADJUSTMENTS = (
    ProposeAdjustment(
        employee="E-1050", kind="grant", points=50, because="IMPROVEMENT", note="年度改进建议一等奖", batch="IDEAS-2026"
    ),
    ProposeAdjustment(
        employee="E-1051", kind="grant", points=30, because="IMPROVEMENT", note="年度改进建议二等奖", batch="IDEAS-2026"
    ),
    ProposeAdjustment(employee="E-1052", kind="grant", points=500, because="GOODWILL", note="补偿系统故障"),
)
REFUSED = "E-1052"
FORGIVEN = ProposeRequirementChange(
    employee="E-1060",
    period="2026",
    kind="exempt",
    credits=Decimal("30.00"),
    because="EQUIVALENT_QUALIFICATION",
    note="持有注册安全工程师证书",
)
REQUIRED = (
    RequireCourse(obligation="FIRE-2026", course="FIRE-1", until="2026-06-30", counts_from="2026-01-01"),
    RequireCourse(obligation="DATA-2026", course="DATA-1", position="engineer", until="2026-12-31"),
)
MADE_UP_EVERY = 6


def plan(year: Year) -> None:
    """Put proposals and requirements into the calendar; what follows from them follows."""
    february = year.ends_at.replace(month=2, day=2, hour=10)
    year.clock.at(february, lambda: [(one, DESK) for one in REQUIRED])
    exempted = ExemptFromObligation(obligation="FIRE-2026", employee="E-1060", because="EQUIVALENT_QUALIFICATION")
    year.clock.at(february.replace(month=3), lambda: [(exempted, DECIDER)])
    year.clock.at(february.replace(month=4), lambda: [(FORGIVEN, PROPOSER)])
    year.clock.at(february.replace(month=10), lambda: [(one, PROPOSER) for one in ADJUSTMENTS])
    year.on_recorded(_decided_the_day_after(year))
    year.on_recorded(_made_up(year))


def _decided_the_day_after(year: Year) -> Callable[[Command, Recorded], None]:
    def answer(proposed: object) -> Command | None:
        match proposed:
            case AdjustmentProposed(employee=employee, adjustment=name) if employee == REFUSED:
                return RejectAdjustment(adjustment=name, because="NOT_CAUSED_BY_US")
            case AdjustmentProposed(adjustment=name):
                return ApproveAdjustment(adjustment=name)
            case RequirementChangeProposed(change=name):
                return ApproveRequirementChange(change=name)
        return None

    def hear(_: Command, outcome: Recorded) -> None:
        decisions = [(one, DECIDER) for one in map(answer, outcome.events) if one is not None]
        if decisions:
            year.clock.at(year.clock.now + timedelta(days=1), lambda: decisions)

    return hear


def _made_up(year: Year) -> Callable[[Command, Recorded], None]:
    """Let the first who missed every so many sessions ask for its recording, and watch it a week later."""
    closed = 0

    def hear(command: Command, outcome: Recorded) -> None:
        nonlocal closed
        if not isinstance(command, CloseSession):
            return
        closed += 1
        missed = [one for one in outcome.events if isinstance(one, AttendanceVerified) and not one.minutes]
        if closed % MADE_UP_EVERY or not missed:
            return
        who, session, course = missed[0].employee, missed[0].session, missed[0].course
        minutes = next(one.minutes for one in year.company.courses if one.course == course)
        asked = RequestMakeUp(session=session, employee=who, because="ILL")
        watched = RecordCompletion(
            employee=who,
            course=course,
            completion=f"M-{session}",
            source="recording",
            watched_share=Decimal(1),
            minutes=minutes,
            makes_up=session,
        )
        now = year.clock.now
        year.clock.at(now + timedelta(days=1), lambda: [(asked, DESK._replace(on_behalf_of=who))])
        year.clock.at(now + timedelta(days=7), lambda: [(watched, PLATFORM)])

    return hear
