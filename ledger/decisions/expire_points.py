"""Let points lapse whose date has come."""

from collections.abc import Sequence

from ledger.events import Event, PointsExpired
from ledger.models.purse import Purse
from ledger.recording import Command, Past
from ledger.refusals.rewards import NothingExpired
from ledger.vocabulary import Id


class ExpirePoints(Command):
    """Expire the unused part of every lot that has reached its date, dated on that date."""

    employee: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse when nothing is due, so that a second run finds nothing to do."""
        due = past.read(Purse(self.employee)).expired(past.now)
        if not due:
            raise NothingExpired(employee=self.employee)
        return [
            PointsExpired(employee=self.employee, lot=name, points=lot.left, effective_at=lot.expires_at or past.now)
            for name, lot in due
        ]
