"""Call a redemption off before it is fulfilled, or what is left of it."""

from collections.abc import Sequence

from ledger.events import Event
from ledger.recording import Command, Past
from ledger.redeeming import asked_by_caller, called_off, refuse_settled
from ledger.vocabulary import Id, ReasonCode


class CancelRedemption(Command):
    """Give the held points back to their lots and the units to the shelf."""

    redemption: Id
    because: ReasonCode = "CHANGED_MIND"

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a redemption of which nothing waits."""
        request, so_far = asked_by_caller(past, self.redemption)
        refuse_settled(so_far)
        return called_off(past, request, so_far, self.because, past.now)
