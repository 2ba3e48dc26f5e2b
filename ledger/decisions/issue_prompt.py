"""Show a prompt in a session."""

from datetime import timedelta

from ledger.events import AttendancePromptIssued
from ledger.models.prompts import Prompts
from ledger.models.sessions import SessionSoFar
from ledger.prompting import drawn
from ledger.recording import Command, Past
from ledger.refusals.prompts import PromptNotDue
from ledger.refusals.sessions import SessionNotOpen
from ledger.vocabulary import Id


class IssuePrompt(Command):
    """Ask for the prompt that is due now; its code is shown to everybody in the room."""

    session: Id

    def decide(self, past: Past) -> AttendancePromptIssued:
        """Refuse at every moment but those that were drawn, and a prompt that was shown already."""
        session = past.read(SessionSoFar(self.session))
        if session.planned and session.state != "open":
            raise SessionNotOpen(session=self.session, state=session.state)
        rules = past.policy.attendance
        shown = past.read(Prompts(self.session)).shown
        open_for = timedelta(seconds=rules.prompt_answered_within_seconds)
        moments = drawn(past.codes.key_for("prompts"), self.session, session.times, rules.prompts_per_hour)
        for number, (moment, code) in enumerate(moments):
            # Whoever asks late shows it late, but never a prompt whose time is over.
            if moment <= past.now <= moment + open_for and code not in shown:
                return AttendancePromptIssued(
                    session=self.session,
                    prompt=code,
                    number=number,
                    answer_by=past.now + open_for,
                    effective_at=past.now,
                )
        raise PromptNotDue(session=self.session)
