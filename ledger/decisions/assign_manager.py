"""Say whom a person reports to."""

from ledger.events import ManagerAssigned
from ledger.four_eyes import decider, refuse_oneself, reports_to
from ledger.models.reporting import Manager
from ledger.recording import Command, Past
from ledger.refusals.approvals import ReportingCircle, ReportsAlready
from ledger.vocabulary import Id


class AssignManager(Command):
    """Record a person's line manager."""

    employee: Id
    manager: Id

    def decide(self, past: Past) -> ManagerAssigned:
        """Refuse one's own line, and a circle, in which everybody would be everybody's boss."""
        refuse_oneself(past, self.manager)
        if past.caller.on_behalf_of is not None:
            # Who could leave the line of their boss could decide for them and come back.
            decider(past, self.employee)
        if past.read(Manager(self.employee)).at(past.now) == self.manager:
            raise ReportsAlready(employee=self.employee, manager=self.manager)
        if self.manager == self.employee or reports_to(past, self.manager, self.employee):
            raise ReportingCircle(employee=self.employee, manager=self.manager)
        return ManagerAssigned(employee=self.employee, manager=self.manager, effective_at=past.now)
