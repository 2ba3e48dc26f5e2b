"""Settle the account of a person who has left."""

from collections.abc import Sequence

from ledger.events import Event
from ledger.leaving import settlement
from ledger.models.leaving import Departure, OpenRedemptions
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.recording import Command, Past
from ledger.refusals.accounts import AccountAlreadySettled, GraceNotOver, NotLeaving
from ledger.vocabulary import Id


class SettleAccount(Command):
    """Call off what is held, pay the debt off, and pay out or lapse the rest, dated when the grace ended."""

    employee: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse who does not leave, a second settlement, and one before its day."""
        departure = past.read(Departure(self.employee))
        if departure.left is None:
            raise NotLeaving(employee=self.employee)
        if departure.settled:
            raise AccountAlreadySettled(employee=self.employee)
        if past.now < departure.left.settles_at:
            raise GraceNotOver(employee=self.employee, settles_at=departure.left.settles_at.isoformat())
        waiting = sorted(past.read(OpenRedemptions(self.employee)).units)
        open_ = past.read_all([RedemptionSoFar(redemption) for redemption in waiting])
        return settlement(departure.left, past.read(Purse(self.employee)), open_)
