"""Say no to a request."""

from collections.abc import Sequence

from ledger.approving import word_of_approver
from ledger.events import Event, RedemptionRejected
from ledger.recording import Command, Past
from ledger.redeeming import asked, called_off
from ledger.vocabulary import Id, ReasonCode


class RejectRedemption(Command):
    """Refuse the next approval of the chain: points and units are given back."""

    redemption: Id
    because: ReasonCode

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse whoever could not have approved it either."""
        request, so_far = asked(past, self.redemption)
        rejected = RedemptionRejected(**word_of_approver(past, request, so_far), because=self.because)
        return [rejected, *called_off(past, request, so_far, self.because, past.now)]
