"""Call a session off."""

from ledger.events import SessionCancelled
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.sessions import SessionOver
from ledger.vocabulary import Id, ReasonCode


class CancelSession(Command):
    """Hold no session after all; nobody earns anything from it."""

    session: Id
    because: ReasonCode = "CALLED_OFF"

    def decide(self, past: Past) -> SessionCancelled:
        """Refuse a session that is over."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state not in ("scheduled", "open"):
            raise SessionOver(session=self.session, state=session.state)
        return SessionCancelled(session=self.session, because=self.because, effective_at=past.now)
