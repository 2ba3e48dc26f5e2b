"""Say no to a transfer of responsibility."""

from ledger.events import TransferRejected
from ledger.four_eyes import decider
from ledger.models.transfers import TransferSoFar
from ledger.proposals import undecided
from ledger.recording import Command, Past
from ledger.vocabulary import Id, ReasonCode


class RejectTransfer(Command):
    """Close a proposal without handing anything over."""

    transfer: Id
    because: ReasonCode

    def decide(self, past: Past) -> TransferRejected:
        """Refuse whoever may not decide, and a second decision."""
        asked, rejecter = undecided(past, TransferSoFar(self.transfer))
        decider(past, asked.successor)
        return TransferRejected(
            transfer=self.transfer,
            employee=asked.employee,
            rejecter=rejecter,
            because=self.because,
            effective_at=past.now,
        )
