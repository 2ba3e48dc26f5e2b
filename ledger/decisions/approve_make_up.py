"""Agree that somebody makes up for a session."""

from ledger.events import MakeUpApproved
from ledger.four_eyes import decider
from ledger.making_up import missed
from ledger.models.making_up import MakeUp
from ledger.recording import Command, Past
from ledger.refusals.making_up import MakeUpAlreadyAsked, MakeUpUnknown
from ledger.vocabulary import Id


class ApproveMakeUp(Command):
    """Let the person learn the recording; its completion counts inside the window."""

    session: Id
    employee: Id

    def decide(self, past: Past) -> MakeUpApproved:
        """Refuse whoever may not decide for the person, a second decision, and what is too late."""
        state = past.read(MakeUp(self.employee, self.session)).state
        if state == "none":
            raise MakeUpUnknown(employee=self.employee, session=self.session)
        approver = decider(past, self.employee)
        if state != "requested":
            raise MakeUpAlreadyAsked(employee=self.employee, session=self.session, state=state)
        plan = missed(past, self.employee, self.session, past.now)
        return MakeUpApproved(**self.model_dump(), course=plan.course, approver=approver, effective_at=past.now)
