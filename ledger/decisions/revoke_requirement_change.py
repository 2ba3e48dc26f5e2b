"""Take back what was approved."""

from ledger.booking import refuse_closed
from ledger.events import RequirementChangeRevoked
from ledger.four_eyes import decider
from ledger.models.requirement import RequirementChangeSoFar
from ledger.recording import Command, Past
from ledger.refusals.proposals import ProposalUnknown
from ledger.refusals.requirement import ChangeNotInForce
from ledger.vocabulary import Id, ReasonCode


class RevokeRequirementChange(Command):
    """Let a change no longer count, as if it had never been approved."""

    change: Id
    because: ReasonCode

    def decide(self, past: Past) -> RequirementChangeRevoked:
        """Refuse whoever may not decide for the person, what is not in force, and a closed period."""
        change = past.read(RequirementChangeSoFar(self.change))
        if change.proposed is None:
            raise ProposalUnknown(proposal=self.change)
        employee = change.proposed.employee
        revoker = decider(past, employee)
        if change.state != "approved":
            raise ChangeNotInForce(change=self.change, state=change.state)
        refuse_closed(past, change.proposed.period)
        return RequirementChangeRevoked(
            change=self.change, employee=employee, revoker=revoker, because=self.because, effective_at=past.now
        )
