"""Let points become active, and lapse, whose instant has come."""

from collections.abc import Sequence

from ledger.events import Event
from ledger.lots import due
from ledger.models.purse import Purse
from ledger.recording import Command, Past
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.rewards import NothingExpired
from ledger.vocabulary import Id, Moment


class ExpirePoints(Command):
    """Activate every pending lot and expire the unused part of every lot that has reached its instant, dated then."""

    employee: Id
    # Only what was due by then; None: by now.
    until: Moment | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse when nothing is due, so that a second run finds nothing to do."""
        until = self.until or past.now
        if until > past.now:
            raise InTheFuture
        facts = due(past.read(Purse(self.employee)), until)
        if not facts:
            raise NothingExpired(employee=self.employee)
        return facts
