"""Say that a person leaves."""

from datetime import date, timedelta

from ledger.events import EmployeeLeft
from ledger.four_eyes import refuse_oneself
from ledger.models.career import Career
from ledger.models.leaving import Departure
from ledger.periods import end_of
from ledger.recording import Command, Past
from ledger.refusals.accounts import AlreadyLeaving, LastDayTooFar
from ledger.refusals.organisation import LeftBeforeLater
from ledger.vocabulary import Day, Id, ReasonCode

YEAR = timedelta(days=366)


class LeaveCompany(Command):
    """Record a person's last day; the account is settled after the policy's grace, unless the person returns."""

    employee: Id
    last_day: Day
    because: ReasonCode = "LEFT"

    def decide(self, past: Past) -> EmployeeLeft:
        """Refuse who leaves already, a day that nobody can know yet, and one after which more is known."""
        refuse_oneself(past, self.employee)
        left = past.read(Departure(self.employee)).left
        if left is not None:
            raise AlreadyLeaving(employee=self.employee, last_day=left.last_day)
        policy = past.policy_for(self.employee, past.now)
        zone, rules = policy.time_zone, policy.leaving
        last = date.fromisoformat(self.last_day)
        if last > past.now.astimezone(zone).date() + YEAR:
            raise LastDayTooFar(last_day=self.last_day)
        ends = end_of(last, zone)
        later = [step.effective_at for step in past.read(Career(self.employee)).steps if step.effective_at >= ends]
        if later:
            raise LeftBeforeLater(employee=self.employee, later=min(later).isoformat(), last_day=self.last_day)
        return EmployeeLeft(
            employee=self.employee,
            last_day=self.last_day,
            settles_at=end_of(last + timedelta(days=rules.grace_days), zone),
            treatment=rules.treatment,
            because=self.because,
            effective_at=ends,
        )
