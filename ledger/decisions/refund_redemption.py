"""Take unused units of a reward back."""

from collections.abc import Sequence

from ledger.earning import given_back
from ledger.events import Event, RedemptionRefunded
from ledger.four_eyes import refuse_oneself
from ledger.leaving import closed_again
from ledger.lots import due, grace_until
from ledger.models.leaving import Departure
from ledger.models.purse import Purse
from ledger.recording import Command, Past
from ledger.redeeming import about, asked, some
from ledger.refusals.redemptions import BenefitAlreadyUsed
from ledger.refusals.rewards import RedemptionSettled
from ledger.vocabulary import Id, ReasonCode, Units


class RefundRedemption(Command):
    """Give the points of so many units, or of all unused ones, back to the lots they were paid from, once.

    A lot that has lapsed meanwhile gets the policy's grace; what came due before has lapsed, and stays so.
    """

    redemption: Id
    because: ReasonCode
    units: Units | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what the person does not have, and what is used; a debt is paid off first."""
        request, so_far = asked(past, self.redemption)
        refuse_oneself(past, request.employee)
        if not so_far.kept:
            raise RedemptionSettled(redemption=self.redemption, state=so_far.state)
        unused = so_far.kept - so_far.used
        if not unused:
            raise BenefitAlreadyUsed(redemption=self.redemption)
        units = some(self.redemption, self.units, unused)
        lots = so_far.last_spent(units)
        refunded = RedemptionRefunded(
            **about(request),
            price=units * so_far.unit_price,
            lots=lots,
            units=units,
            because=self.because,
            effective_at=past.now,
        )
        purse, departure = past.read(Purse(request.employee)), past.read(Departure(request.employee))
        if departure.left is not None and departure.settled:
            return closed_again(departure.left, purse, refunded)
        grace = grace_until(past.now, past.policy_for(request.employee, past.now))
        return [*due(purse, past.now), refunded, *given_back(purse, lots, past.now, grace)]
