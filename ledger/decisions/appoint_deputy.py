"""Let somebody stand in for an approver."""

from ledger.approving import refuse_deputies_of_another
from ledger.events import DeputyAppointed
from ledger.four_eyes import refuse_oneself
from ledger.recording import Command, Past
from ledger.refusals.approvals import DeputyTermInvalid
from ledger.refusals.attendance import SelfActionForbidden
from ledger.vocabulary import Id, Moment


class AppointDeputy(Command):
    """Record who approves in a person's place, from a moment until another; a new term replaces the old one."""

    employee: Id
    deputy: Id
    until: Moment
    since: Moment | None = None

    def decide(self, past: Past) -> DeputyAppointed:
        """Refuse a term that is over before it begins, and oneself: as deputy of oneself or appointed by oneself."""
        refuse_deputies_of_another(past, self.employee)
        refuse_oneself(past, self.deputy)
        if self.deputy == self.employee:
            raise SelfActionForbidden
        since = self.since or past.now
        if self.until <= max(since, past.now):
            raise DeputyTermInvalid
        return DeputyAppointed(
            employee=self.employee, deputy=self.deputy, since=since, until=self.until, effective_at=past.now
        )
