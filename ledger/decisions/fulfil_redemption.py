"""Hand over what was redeemed."""

from ledger.events import RedemptionFulfilled
from ledger.models.redemptions import RedemptionSoFar
from ledger.recording import Command, Past
from ledger.refusals.rewards import RedemptionSettled, RedemptionUnknown
from ledger.vocabulary import Id


class FulfilRedemption(Command):
    """Record that the person got it: the held points are spent."""

    redemption: Id

    def decide(self, past: Past) -> RedemptionFulfilled:
        """Refuse a redemption that is not waiting."""
        redemption = past.read(RedemptionSoFar(self.redemption))
        if redemption.request is None:
            raise RedemptionUnknown(redemption=self.redemption)
        if redemption.state != "requested":
            raise RedemptionSettled(redemption=self.redemption, state=redemption.state)
        asked = redemption.request
        return RedemptionFulfilled(
            redemption=self.redemption,
            employee=asked.employee,
            reward=asked.reward,
            price=asked.price,
            effective_at=past.now,
        )
