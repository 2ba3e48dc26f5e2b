"""End a deputy's term."""

from ledger.approving import refuse_deputies_of_another
from ledger.events import DeputyWithdrawn
from ledger.models.reporting import Deputies
from ledger.recording import Command, Past
from ledger.refusals.approvals import NotDeputy
from ledger.vocabulary import Id


class WithdrawDeputy(Command):
    """Record that somebody stands in no longer."""

    employee: Id
    deputy: Id

    def decide(self, past: Past) -> DeputyWithdrawn:
        """Refuse who does not stand in."""
        refuse_deputies_of_another(past, self.employee)
        if self.deputy not in past.read(Deputies(self.employee)).terms:
            raise NotDeputy(employee=self.employee, deputy=self.deputy)
        return DeputyWithdrawn(employee=self.employee, deputy=self.deputy, effective_at=past.now)
