"""Go out."""

from ledger.checking import Check
from ledger.events import CheckedOut
from ledger.recording import Past
from ledger.refusals.attendance import AlreadyCheckedOut, CheckOutBeforeCheckIn, NotCheckedIn


class CheckOut(Check):
    """Record that a person left."""

    def decide(self, past: Past) -> CheckedOut:
        """Refuse who never came in, left already, or would leave before coming."""
        presence, at, step = self.checked(past)
        if not presence.stays:
            raise NotCheckedIn(employee=self.employee, session=self.session)
        if not presence.inside:
            raise AlreadyCheckedOut(employee=self.employee, session=self.session)
        if at < presence.stays[-1].begins:
            raise CheckOutBeforeCheckIn(employee=self.employee, session=self.session)
        return CheckedOut.model_validate({**self.seen(), "code_step": step, "effective_at": at})
