"""Answer a prompt."""

from ledger.events import AttendancePromptAnswered
from ledger.models.attendance import Presence
from ledger.models.prompts import Answered, Prompts
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.prompts import PromptAlreadyAnswered, PromptLapsed, PromptUnknown
from ledger.refusals.sessions import NotOnRoster, SessionNotOpen
from ledger.vocabulary import Id


class AnswerPrompt(Command):
    """Show that one pays attention: give the code on the screen, in time, once."""

    session: Id
    employee: Id
    prompt: Id

    def decide(self, past: Past) -> AttendancePromptAnswered:
        """Refuse a prompt that was never shown, that lapsed, or that this person answered already."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state != "open":
            raise SessionNotOpen(session=self.session, state=session.state)
        if not past.read(Presence(self.employee, self.session)).enrolled:
            raise NotOnRoster(employee=self.employee, session=self.session)
        prompt = past.read(Prompts(self.session)).shown.get(self.prompt)
        if prompt is None:
            raise PromptUnknown(session=self.session)
        if self.prompt in past.read(Answered(self.employee, self.session)).prompts:
            raise PromptAlreadyAnswered(employee=self.employee, session=self.session)
        if past.now > prompt.answer_by:
            raise PromptLapsed(session=self.session, answer_by=prompt.answer_by.isoformat())
        return AttendancePromptAnswered(**self.model_dump(), effective_at=past.now)
