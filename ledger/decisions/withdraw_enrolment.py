"""Give a seat back."""

from ledger.events import EnrolmentWithdrawn
from ledger.models.attendance import Presence
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import AlreadyCheckedIn
from ledger.refusals.sessions import NotOnRoster, SessionOver
from ledger.vocabulary import Id


class WithdrawEnrolment(Command):
    """Take a person off the roster."""

    session: Id
    employee: Id

    def decide(self, past: Past) -> EnrolmentWithdrawn:
        """Refuse once the person has been there: that is for a correction."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state not in ("scheduled", "open"):
            raise SessionOver(session=self.session, state=session.state)
        presence = past.read(Presence(self.employee, self.session))
        if not presence.enrolled:
            raise NotOnRoster(employee=self.employee, session=self.session)
        if presence.stays:
            raise AlreadyCheckedIn(employee=self.employee, session=self.session)
        return EnrolmentWithdrawn(session=self.session, employee=self.employee, effective_at=past.now)
