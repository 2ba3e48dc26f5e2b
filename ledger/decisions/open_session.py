"""Open a session's doors."""

from ledger.events import SessionOpened
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.sessions import SessionOver
from ledger.vocabulary import Id


class OpenSession(Command):
    """Let people check in."""

    session: Id

    def decide(self, past: Past) -> SessionOpened:
        """Refuse a session that is not waiting to open."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state != "scheduled":
            raise SessionOver(session=self.session, state=session.state)
        return SessionOpened(session=self.session, effective_at=past.now)
