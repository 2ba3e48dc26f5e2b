"""Ask to learn a missed session's recording."""

from ledger.events import MakeUpRequested
from ledger.making_up import missed
from ledger.models.making_up import MakeUp
from ledger.recording import Command, Past
from ledger.refusals.making_up import MakeUpAlreadyAsked
from ledger.vocabulary import Id, ReasonCode


class RequestMakeUp(Command):
    """Ask to make up for a session that was missed; where policy wants it, somebody else has to agree."""

    session: Id
    employee: Id
    because: ReasonCode

    def decide(self, past: Past) -> MakeUpRequested:
        """Refuse what was not missed, what is too late, and a second request that waits or was agreed to."""
        plan = missed(past, self.employee, self.session, past.now)
        state = past.read(MakeUp(self.employee, self.session)).state
        if state in ("requested", "approved"):
            raise MakeUpAlreadyAsked(employee=self.employee, session=self.session, state=state)
        return MakeUpRequested(**self.model_dump(), course=plan.course, effective_at=past.now)
