"""Say as what a person works."""

from ledger.events import PositionAssigned
from ledger.models.catalogue import Workplace
from ledger.recording import Command, Past
from ledger.refusals.catalogue import PositionUnchanged
from ledger.vocabulary import Id, Moment


class AssignPosition(Command):
    """Record a person's position and level, from a day on."""

    employee: Id
    position: Id
    level: Id | None = None
    since: Moment | None = None

    def decide(self, past: Past) -> PositionAssigned:
        """Refuse what the person is already."""
        works = past.read(Workplace(self.employee))
        if (works.position, works.level) == (self.position, self.level):
            raise PositionUnchanged(employee=self.employee, position=self.position)
        return PositionAssigned(
            employee=self.employee,
            position=self.position,
            level=self.level,
            effective_at=self.since or past.now,
        )
