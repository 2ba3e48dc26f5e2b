"""Come in."""

from ledger.checking import Check
from ledger.events import CheckedIn
from ledger.recording import Past
from ledger.refusals.attendance import AlreadyCheckedIn


class CheckIn(Check):
    """Record that a person came in."""

    def decide(self, past: Past) -> CheckedIn:
        """Refuse who is inside already; coming back after a check-out is fine."""
        presence, at, step = self.checked(past)
        if presence.inside:
            raise AlreadyCheckedIn(employee=self.employee, session=self.session)
        return CheckedIn.model_validate({**self.seen(), "code_step": step, "effective_at": at})
