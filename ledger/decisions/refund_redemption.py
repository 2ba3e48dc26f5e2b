"""Take an unused reward back."""

from collections.abc import Sequence

from ledger.earning import given_back
from ledger.events import Event, RedemptionRefunded
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.recording import Command, Past
from ledger.refusals.rewards import RedemptionSettled, RedemptionUnknown
from ledger.vocabulary import Id, ReasonCode


class RefundRedemption(Command):
    """Give the spent points back to the same lots and the unit to the shelf, once."""

    redemption: Id
    because: ReasonCode

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what was not fulfilled or is refunded already; a debt is paid off first."""
        redemption = past.read(RedemptionSoFar(self.redemption))
        if redemption.request is None:
            raise RedemptionUnknown(redemption=self.redemption)
        if redemption.state != "fulfilled":
            raise RedemptionSettled(redemption=self.redemption, state=redemption.state)
        asked = redemption.request
        refunded = RedemptionRefunded(
            redemption=self.redemption,
            employee=asked.employee,
            reward=asked.reward,
            price=asked.price,
            lots=asked.lots,
            because=self.because,
            effective_at=past.now,
        )
        return [refunded, *given_back(past.read(Purse(asked.employee)), asked.lots, past.now)]
