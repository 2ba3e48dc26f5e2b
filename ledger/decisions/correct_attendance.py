"""Put an attendance right after the close, and everything that followed from it."""

from collections.abc import Sequence

from ledger.consequences import consequences
from ledger.events import AttendanceCorrected, Event
from ledger.four_eyes import refuse_oneself
from ledger.models.attendance import Presence
from ledger.models.catalogue import CourseEntry
from ledger.models.prompts import Answered, Prompts
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import AttendanceNotVerified, NothingToCorrect
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.sessions import NotOnRoster, SessionOver, TimesReversed
from ledger.verifying import attended, verified
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
        refuse_oneself(past, self.employee)
        session = past.read(SessionSoFar(self.session))
        plan = session.planned
        presence = past.read(Presence(self.employee, self.session))
        if not presence.enrolled:
            raise NotOnRoster(employee=self.employee, session=self.session)
        if presence.minutes is None:
            raise AttendanceNotVerified(employee=self.employee, session=self.session)
        if session.state == "voided":
            raise SessionOver(session=self.session, state=session.state)
        entry = past.read(CourseEntry(plan.course))
        course = entry.entry
        if course is None:
            raise CourseUnknown(course=plan.course)
        _, ends_at = session.times
        found = verified(
            [presence.corrected(self.joined_at, self.left_at)],
            session,
            past.read(Prompts(self.session)),
            past.read(Answered(self.employee, self.session)).prompts,
            course,
            past.policy_for(self.employee, ends_at),
            whole=entry.whole(ends_at, session.credits),
        )
        if found.minutes == presence.minutes:
            raise NothingToCorrect
        corrected = AttendanceCorrected(
            session=self.session,
            course=plan.course,
            employee=self.employee,
            joined_at=self.joined_at,
            left_at=self.left_at,
            minutes=found.minutes,
            status=found.status,
            minutes_before=presence.minutes,
            because=self.because,
            effective_at=ends_at,
        )
        activity = attended(session, found, course)
        return [corrected, *consequences(past, corrected, activity if found.minutes else None)]
