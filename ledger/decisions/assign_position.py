"""Say as what a person works."""

from ledger.events import PositionAssigned
from ledger.four_eyes import refuse_oneself
from ledger.models.career import Career
from ledger.recording import Command, Past
from ledger.refusals.catalogue import PositionUnchanged
from ledger.refusals.organisation import NotEmployed
from ledger.vocabulary import Id, Moment


class AssignPosition(Command):
    """Record a person's position and level, from a day on."""

    employee: Id
    position: Id
    level: Id | None = None
    since: Moment | None = None

    def decide(self, past: Past) -> PositionAssigned:
        """Refuse who does not work here then, and what the person is already."""
        refuse_oneself(past, self.employee)
        since = self.since or past.now
        place = past.read(Career(self.employee)).at(since)
        if place is None:
            raise NotEmployed(employee=self.employee, since=since.isoformat())
        if (place.position, place.level) == (self.position, self.level):
            raise PositionUnchanged(employee=self.employee, position=self.position)
        return PositionAssigned(employee=self.employee, position=self.position, level=self.level, effective_at=since)
