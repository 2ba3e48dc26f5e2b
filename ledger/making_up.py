"""Who missed a session and may learn its recording in its place, and until when."""

from datetime import date, datetime, timedelta

from ledger.events import SessionScheduled
from ledger.models.attendance import Presence
from ledger.models.awards import Awards
from ledger.models.career import Career
from ledger.models.making_up import MakeUp
from ledger.models.sessions import SessionSoFar
from ledger.periods import end_of
from ledger.recording import Past
from ledger.refusals.making_up import (
    MakeUpAlreadyCounted,
    MakeUpNotApproved,
    MakeUpNotExpected,
    MakeUpNotHeld,
    MakeUpNotMissed,
    MakeUpOtherCourse,
    MakeUpTooEarly,
    MakeUpTooLate,
)


def missed(past: Past, employee: str, session: str, at: datetime) -> SessionScheduled:
    """Give the plan of a session that the person missed and may make up for at a moment; refuse everything else."""
    so_far = past.read(SessionSoFar(session))
    plan = so_far.planned
    if so_far.state != "closed":
        raise MakeUpNotHeld(session=session, state=so_far.state)
    _refuse_who_need_not(past, employee, so_far)
    starts_at, ends_at = so_far.times
    policy = past.policy_for(employee, starts_at)
    last_day = ends_at.astimezone(policy.time_zone).date() + timedelta(days=policy.make_up.window_days)
    if at < ends_at:
        raise MakeUpTooEarly(session=session, ends_at=ends_at.isoformat())
    if at >= end_of(last_day, policy.time_zone):
        raise MakeUpTooLate(session=session, last_day=last_day.isoformat())
    return plan


def made_up(past: Past, employee: str, course: str, session: str, at: datetime) -> None:
    """Refuse a completion that does not make up for the session, or a second time, or without its approval."""
    plan = missed(past, employee, session, at)
    if plan.course != course:
        raise MakeUpOtherCourse(session=session, course=plan.course)
    make_up = past.read(MakeUp(employee, session))
    starts_at, _ = past.read(SessionSoFar(session)).times
    if past.policy_for(employee, starts_at).make_up.needs_approval and make_up.state != "approved":
        raise MakeUpNotApproved(employee=employee, session=session, state=make_up.state)
    counted = past.read(Awards(employee, course)).by_activity.get(f"completion:{make_up.completion}")
    if counted is not None and counted.in_line:
        raise MakeUpAlreadyCounted(employee=employee, session=session, completion=make_up.completion)


def _refuse_who_need_not(past: Past, employee: str, session: SessionSoFar) -> None:
    presence = past.read(Presence(employee, session.session))
    if presence.minutes:
        raise MakeUpNotMissed(employee=employee, session=session.session)
    starts_at, ends_at = session.times
    zone = past.policy.time_zone
    first, last = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
    if not presence.enrolled and not _away(past.read(Career(employee)), first, last):
        raise MakeUpNotExpected(employee=employee, session=session.session)


def _away(career: Career, first: date, last: date) -> bool:
    return any(absence.first <= last and first <= absence.last for absence in career.absences.values())
