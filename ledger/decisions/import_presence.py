"""Take over presence from a meeting or attendance system's export."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ledger.events import PresenceImported
from ledger.four_eyes import refuse_oneself
from ledger.models.attendance import Presence
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import InTheFuture, MinutesExceedSession
from ledger.refusals.sessions import NotOnRoster, SessionOver, TimesReversed
from ledger.vocabulary import Digest, Id, Minutes, Moment, Text

LONGEST = timedelta(days=2)


class ImportPresence(Command):
    """Record one interval in which an export shows a person in a session."""

    session: Id
    employee: Id
    joined_at: Moment | None = None
    left_at: Moment | None = None
    # Exports that unite a person's visits tell only how long; it is counted from the session's beginning.
    minutes: Minutes | None = None
    source: Text
    manual: bool = False
    evidence_digest: Digest
    # The exported row itself, where the ledger is to keep it.
    raw: str | None = None

    def decide(self, past: Past) -> PresenceImported:
        """Refuse who is not on the roster, and a session that is closed: that is for a correction."""
        refuse_oneself(past, self.employee)
        session = past.read(SessionSoFar(self.session))
        self._refuse_too_long(session, past)
        joined_at, left_at = self._stay(session)
        if not timedelta(0) <= left_at - joined_at <= LONGEST:
            raise TimesReversed
        if left_at > past.now:
            raise InTheFuture
        if session.planned and session.state not in ("scheduled", "open"):
            raise SessionOver(session=self.session, state=session.state)
        if not past.read(Presence(self.employee, self.session)).enrolled:
            raise NotOnRoster(employee=self.employee, session=self.session)
        return PresenceImported(
            session=self.session,
            employee=self.employee,
            joined_at=joined_at,
            left_at=left_at,
            source=self.source,
            manual=self.manual,
            evidence=self.evidence_digest,
            effective_at=joined_at,
        )

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Keep the row as it was exported."""
        return () if self.raw is None else [(self.evidence_digest, self.raw)]

    def said(self) -> dict[str, object]:
        """Tell requests apart by what the row means, not by how it was written down."""
        return self.model_dump(mode="json", exclude={"raw", "evidence_digest", "source"})

    def _refuse_too_long(self, session: SessionSoFar, past: Past) -> None:
        starts_at, ends_at = session.times
        rules = past.policy_for(self.employee, starts_at).attendance
        most = int((ends_at - starts_at).total_seconds()) // 60
        most += rules.check_in_opens_minutes_before + rules.check_out_ends_minutes_after
        if self.minutes is not None and self.minutes > most:
            raise MinutesExceedSession(session=self.session, minutes=self.minutes, most=most)

    def _stay(self, session: SessionSoFar) -> tuple[datetime, datetime]:
        starts_at, _ = session.times
        joined_at = self.joined_at or starts_at
        if self.left_at is None and self.minutes is None:
            raise TimesReversed
        return joined_at, self.left_at or joined_at + timedelta(minutes=self.minutes or 0)
