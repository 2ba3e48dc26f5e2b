"""Give a person a seat in a session."""

from ledger.events import LearnerEnrolled
from ledger.models.sessions import Seats, SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.sessions import AlreadyEnrolled, SessionFull, SessionOver, TrainerCannotAttend
from ledger.vocabulary import Id


class EnrolLearner(Command):
    """Put a person on the roster."""

    session: Id
    employee: Id

    def decide(self, past: Past) -> LearnerEnrolled:
        """Refuse a full session, a second seat, the session's trainer, and a session that is over."""
        session = past.read(SessionSoFar(self.session))
        plan = session.planned
        if session.state not in ("scheduled", "open"):
            raise SessionOver(session=self.session, state=session.state)
        if session.trainer == self.employee:
            raise TrainerCannotAttend(employee=self.employee, session=self.session)
        seats = past.read(Seats(self.session))
        if self.employee in seats.taken:
            raise AlreadyEnrolled(employee=self.employee, session=self.session)
        if plan.seats is not None and len(seats.taken) >= plan.seats:
            raise SessionFull(session=self.session, seats=plan.seats)
        return LearnerEnrolled(session=self.session, employee=self.employee, effective_at=past.now)
