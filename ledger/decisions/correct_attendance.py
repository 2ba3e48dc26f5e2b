"""Put an attendance right after the close, and everything that followed from it."""

from collections.abc import Sequence
from datetime import timedelta

from ledger.consequences import consequences
from ledger.earning import Activity, minutes_within, worth_of_presence
from ledger.events import AttendanceCorrected, Event
from ledger.models.attendance import Presence, Stay
from ledger.models.catalogue import CourseEntry
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import AttendanceNotVerified, NothingToCorrect, SelfActionForbidden
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.sessions import NotOnRoster, TimesReversed
from ledger.vocabulary import Id, Moment, ReasonCode


class CorrectAttendance(Command):
    """State from when to when the person was really there; awards are reversed and made anew."""

    session: Id
    employee: Id
    joined_at: Moment
    left_at: Moment
    because: ReasonCode

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse before the close and a correction that changes nothing; otherwise one linked bundle."""
        if self.left_at <= self.joined_at:
            raise TimesReversed
        if self.employee == (past.caller.on_behalf_of or past.caller.actor):
            raise SelfActionForbidden
        session = past.read(SessionSoFar(self.session))
        plan = session.planned
        presence = past.read(Presence(self.employee, self.session))
        if not presence.enrolled:
            raise NotOnRoster(employee=self.employee, session=self.session)
        if presence.minutes is None:
            raise AttendanceNotVerified(employee=self.employee, session=self.session)
        starts_at, ends_at = session.times
        minutes = minutes_within([Stay(self.joined_at, self.left_at)], starts_at, ends_at)
        if minutes == presence.minutes:
            raise NothingToCorrect
        course = past.read(CourseEntry(plan.course)).entry
        if course is None:
            raise CourseUnknown(course=plan.course)
        policy = past.policy
        late_from = starts_at + timedelta(minutes=policy.attendance.late_after_minutes)
        corrected = AttendanceCorrected(
            session=self.session,
            course=plan.course,
            employee=self.employee,
            joined_at=self.joined_at,
            left_at=self.left_at,
            minutes=minutes,
            status="absent" if minutes == 0 else "late" if self.joined_at > late_from else "present",
            minutes_before=presence.minutes,
            because=self.because,
            effective_at=ends_at,
        )
        credits_ = course.credits if session.credits is None else session.credits
        worth, shortfall = worth_of_presence(credits_, minutes, session.minutes, policy)
        activity = Activity(f"session:{self.session}", worth, ends_at, shortfall, self.session, minutes)
        return [corrected, *consequences(past, corrected, activity if minutes else None)]
