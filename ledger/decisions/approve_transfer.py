"""Approve that what a person answers for passes to another."""

from collections.abc import Sequence
from itertools import chain

from ledger.events import Event, TransferApproved
from ledger.four_eyes import decider
from ledger.models.transfers import TransferSoFar
from ledger.proposals import approvable
from ledger.recording import Command, Past
from ledger.refusals.transfers import TransferEmpty
from ledger.transferring import handed_over
from ledger.vocabulary import Id


class ApproveTransfer(Command):
    """Hand over, in one append with the approval, what is still the person's, from the moment that was proposed."""

    transfer: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse the proposer, the two whom it is about, a second decision, and a proposal that lapsed."""
        asked, approver = approvable(past, TransferSoFar(self.transfer))
        decider(past, asked.successor)
        passes = handed_over(past, asked, max(asked.begins_at, past.now))
        if not any(passes.values()):
            raise TransferEmpty(employee=asked.employee, successor=asked.successor)
        approved = TransferApproved(
            transfer=self.transfer, employee=asked.employee, approver=approver, effective_at=past.now
        )
        return [approved, *chain.from_iterable(passes.values())]
