"""Say that a person leaves."""

from datetime import date, timedelta

from ledger.events import EmployeeLeft
from ledger.models.leaving import Departure
from ledger.periods import end_of
from ledger.recording import Command, Past
from ledger.refusals.accounts import AlreadyLeaving
from ledger.vocabulary import Day, Id, ReasonCode


class LeaveCompany(Command):
    """Record a person's last day; the account is settled after the policy's grace, unless the person returns."""

    employee: Id
    last_day: Day
    because: ReasonCode = "LEFT"

    def decide(self, past: Past) -> EmployeeLeft:
        """Refuse who leaves already."""
        left = past.read(Departure(self.employee)).left
        if left is not None:
            raise AlreadyLeaving(employee=self.employee, last_day=left.last_day)
        zone, rules = past.policy.time_zone, past.policy.leaving
        last = date.fromisoformat(self.last_day)
        return EmployeeLeft(
            employee=self.employee,
            last_day=self.last_day,
            settles_at=end_of(last + timedelta(days=rules.grace_days), zone),
            treatment=rules.treatment,
            because=self.because,
            effective_at=end_of(last, zone),
        )
