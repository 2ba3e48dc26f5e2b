"""Name the trainer of a session."""

from ledger.events import TrainerAssigned
from ledger.four_eyes import refuse_oneself
from ledger.models.sessions import Seats, SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.sessions import SessionOver, TrainerAlreadyAssigned, TrainerCannotAttend
from ledger.vocabulary import Id


class AssignTrainer(Command):
    """Let this person teach the session, in place of whoever was named before."""

    session: Id
    trainer: Id

    def decide(self, past: Past) -> TrainerAssigned:
        """Refuse a learner of the session, and a session that is over."""
        refuse_oneself(past, self.trainer)
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state not in ("scheduled", "open"):
            raise SessionOver(session=self.session, state=session.state)
        if session.trainer == self.trainer:
            raise TrainerAlreadyAssigned(session=self.session, trainer=self.trainer)
        if self.trainer in past.read(Seats(self.session)).taken:
            raise TrainerCannotAttend(employee=self.trainer, session=self.session)
        return TrainerAssigned(session=self.session, trainer=self.trainer, effective_at=past.now)
