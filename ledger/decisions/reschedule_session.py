"""Move a session to another time."""

from datetime import timedelta

from ledger.events import SessionRescheduled
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.sessions import SessionOver, TimesReversed
from ledger.vocabulary import Id, Moment

LONGEST = timedelta(days=1)


class RescheduleSession(Command):
    """Give a session that has not opened new times."""

    session: Id
    starts_at: Moment
    ends_at: Moment

    def decide(self, past: Past) -> SessionRescheduled:
        """Refuse once the doors have opened: people have checked in against the old times."""
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise TimesReversed
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state != "scheduled":
            raise SessionOver(session=self.session, state=session.state)
        return SessionRescheduled(
            session=self.session, starts_at=self.starts_at, ends_at=self.ends_at, effective_at=past.now
        )
