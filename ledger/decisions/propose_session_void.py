"""Propose to void a session that never took place."""

from ledger.events import RestatementProposed
from ledger.four_eyes import speaker
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.restatements import SessionNotHeld
from ledger.vocabulary import Id, ReasonCode


class ProposeSessionVoid(Command):
    """Propose to take back everything that followed from a closed session; another person decides."""

    session: Id
    because: ReasonCode

    def decide(self, past: Past) -> RestatementProposed:
        """Refuse a session that was not closed, or is voided already."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state != "closed":
            raise SessionNotHeld(session=self.session, state=session.state)
        _, ends_at = session.times
        return RestatementProposed(
            restatement=past.new_id(),
            kind="session_void",
            since=ends_at,
            session=self.session,
            because=self.because,
            proposer=speaker(past),
            effective_at=past.now,
        )
