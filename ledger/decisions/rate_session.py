"""Say how good a session was."""

from ledger.events import SessionRated
from ledger.models.attendance import Presence
from ledger.models.sessions import Ratings, SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.ratings import AlreadyRated, RatingIsClosed, RatingNotAllowed
from ledger.vocabulary import Id, Score


class RateSession(Command):
    """Rate a session one attended, 0 to 100, once."""

    session: Id
    employee: Id
    score: Score

    def decide(self, past: Past) -> SessionRated:
        """Refuse who was not verified as present, a second rating, and a closed rating."""
        session = past.read(SessionSoFar(self.session))
        presence = past.read(Presence(self.employee, self.session))
        if session.planned and (session.trainer is None or not presence.minutes):
            raise RatingNotAllowed(session=self.session)
        ratings = past.read(Ratings(self.session))
        if ratings.closed:
            raise RatingIsClosed(session=self.session)
        if self.employee in ratings.scores:
            raise AlreadyRated(employee=self.employee, session=self.session)
        return SessionRated(
            session=self.session,
            trainer=session.trainer or "",
            employee=self.employee,
            score=self.score,
            effective_at=past.now,
        )
