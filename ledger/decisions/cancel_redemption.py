"""Call a redemption off before it is fulfilled."""

from collections.abc import Sequence

from ledger.earning import given_back
from ledger.events import Event, RedemptionCancelled
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.recording import Command, Past
from ledger.refusals.rewards import RedemptionSettled, RedemptionUnknown
from ledger.vocabulary import Id, ReasonCode


class CancelRedemption(Command):
    """Give the held points back to their lots and the unit to the shelf."""

    redemption: Id
    because: ReasonCode = "CHANGED_MIND"

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a redemption that is not waiting; points that come back pay off a debt first."""
        redemption = past.read(RedemptionSoFar(self.redemption))
        person = past.caller.on_behalf_of
        # Somebody else's redemption is as unknown to a person as one that never was.
        if redemption.request is None or (
            person not in (None, redemption.request.employee) and not past.caller.operator
        ):
            raise RedemptionUnknown(redemption=self.redemption)
        if redemption.state != "requested":
            raise RedemptionSettled(redemption=self.redemption, state=redemption.state)
        asked = redemption.request
        cancelled = RedemptionCancelled(
            redemption=self.redemption,
            employee=asked.employee,
            reward=asked.reward,
            price=asked.price,
            lots=asked.lots,
            because=self.because,
            effective_at=past.now,
        )
        return [cancelled, *given_back(past.read(Purse(asked.employee)), asked.lots, past.now)]
