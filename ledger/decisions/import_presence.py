"""Take over presence from a meeting or attendance system's export."""

from datetime import timedelta

from ledger.events import PresenceImported
from ledger.models.attendance import Presence
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals import InTheFuture, NotOnRoster, SessionOver, TimesReversed
from ledger.vocabulary import Digest, Id, Moment, Text

LONGEST = timedelta(days=2)


class ImportPresence(Command):
    """Record one interval in which an export shows a person in a session."""

    session: Id
    employee: Id
    joined_at: Moment
    left_at: Moment
    source: Text
    manual: bool = False
    evidence_digest: Digest

    def decide(self, past: Past) -> PresenceImported:
        """Refuse who is not on the roster, and a session that is closed: that is for a correction."""
        if not timedelta(0) <= self.left_at - self.joined_at <= LONGEST:
            raise TimesReversed
        if self.left_at > past.now:
            raise InTheFuture
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state not in ("scheduled", "open"):
            raise SessionOver(session=self.session, state=session.state)
        if not past.read(Presence(self.employee, self.session)).enrolled:
            raise NotOnRoster(employee=self.employee, session=self.session)
        return PresenceImported(
            session=self.session,
            employee=self.employee,
            joined_at=self.joined_at,
            left_at=self.left_at,
            source=self.source,
            manual=self.manual,
            evidence=self.evidence_digest,
            effective_at=self.joined_at,
        )
