"""Plan a pause in a session."""

from ledger.events import PausePlanned
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.sessions import PauseMisplaced, SessionOver
from ledger.vocabulary import Id, Moment


class PlanPause(Command):
    """Say when nothing is taught; nobody's minutes are counted then, and none are missed."""

    session: Id
    begins_at: Moment
    ends_at: Moment

    def decide(self, past: Past) -> PausePlanned:
        """Refuse once the doors have opened, and a pause that is not between two times of teaching."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state != "scheduled":
            raise SessionOver(session=self.session, state=session.state)
        taught_before = any(
            starts_at < self.begins_at and self.ends_at < ends_at for starts_at, ends_at in session.spans
        )
        if self.ends_at <= self.begins_at or not taught_before:
            raise PauseMisplaced(session=self.session)
        return PausePlanned(**self.model_dump(), effective_at=past.now)
