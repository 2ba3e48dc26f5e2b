"""Do not agree that somebody makes up for a session."""

from ledger.events import MakeUpRejected
from ledger.four_eyes import decider
from ledger.models.making_up import MakeUp
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.making_up import MakeUpAlreadyAsked, MakeUpUnknown
from ledger.vocabulary import Id, ReasonCode


class RejectMakeUp(Command):
    """Say no to a request; the person may ask again."""

    session: Id
    employee: Id
    because: ReasonCode

    def decide(self, past: Past) -> MakeUpRejected:
        """Refuse whoever may not decide for the person, and a second decision."""
        state = past.read(MakeUp(self.employee, self.session)).state
        if state == "none":
            raise MakeUpUnknown(employee=self.employee, session=self.session)
        rejecter = decider(past, self.employee)
        if state != "requested":
            raise MakeUpAlreadyAsked(employee=self.employee, session=self.session, state=state)
        course = past.read(SessionSoFar(self.session)).planned.course
        return MakeUpRejected(**self.model_dump(), course=course, rejecter=rejecter, effective_at=past.now)
