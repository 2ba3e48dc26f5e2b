"""Let everybody off a required course."""

from ledger.events import ObligationReleased
from ledger.models.obligations import Obligation
from ledger.recording import Command, Past
from ledger.refusals.obligations import ObligationOver, ObligationUnknown
from ledger.vocabulary import Id, ReasonCode


class ReleaseObligation(Command):
    """State that nobody has to do a required course any more; who did it, did it."""

    obligation: Id
    because: ReasonCode

    def decide(self, past: Past) -> ObligationReleased:
        """Refuse what was never required, or is over."""
        known = past.read(Obligation(self.obligation))
        if known.required is None:
            raise ObligationUnknown(obligation=self.obligation)
        if known.released:
            raise ObligationOver(obligation=self.obligation)
        return ObligationReleased(**self.model_dump(), course=known.required.course, effective_at=past.now)
