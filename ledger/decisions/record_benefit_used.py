"""Record that a person made use of what they redeemed."""

from ledger.events import BenefitUsed
from ledger.recording import Command, Past
from ledger.redeeming import about, asked, some
from ledger.refusals.redemptions import BenefitAlreadyUsed
from ledger.refusals.rewards import RedemptionSettled
from ledger.vocabulary import Id, Units


class RecordBenefitUsed(Command):
    """A day of leave was taken, a place in a course was filled: so many units, or all, cannot come back."""

    redemption: Id
    units: Units | None = None

    def decide(self, past: Past) -> BenefitUsed:
        """Refuse the use of what the person does not have, or has used."""
        request, so_far = asked(past, self.redemption)
        if not so_far.kept:
            raise RedemptionSettled(redemption=self.redemption, state=so_far.state)
        unused = so_far.kept - so_far.used
        if not unused:
            raise BenefitAlreadyUsed(redemption=self.redemption)
        return BenefitUsed(**about(request), units=some(self.redemption, self.units, unused), effective_at=past.now)
