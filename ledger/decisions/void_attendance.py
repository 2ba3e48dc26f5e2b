"""Withdraw an attendance and everything that followed from it."""

from collections.abc import Sequence

from ledger.consequences import consequences
from ledger.events import AttendanceVoided, Event
from ledger.four_eyes import refuse_oneself
from ledger.models.attendance import Presence
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import AlreadyReversed, AttendanceUnknown
from ledger.vocabulary import Id, ReasonCode


class VoidAttendance(Command):
    """State that the person was never there; credits, points and ratings that followed are reversed."""

    session: Id
    employee: Id
    because: ReasonCode

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what never was and what is reversed already; otherwise one linked bundle."""
        refuse_oneself(past, self.employee)
        session = past.read(SessionSoFar(self.session))
        plan = session.planned
        presence = past.read(Presence(self.employee, self.session))
        if presence.voided:
            raise AlreadyReversed
        if not presence.stays and not presence.minutes:
            raise AttendanceUnknown(employee=self.employee, session=self.session)
        _, ends_at = session.times
        voided = AttendanceVoided(
            session=self.session,
            course=presence.course or plan.course,
            employee=self.employee,
            minutes_before=presence.minutes or 0,
            because=self.because,
            effective_at=ends_at,
        )
        if presence.minutes is None:
            return [voided]
        return [voided, *consequences(past, voided)]
