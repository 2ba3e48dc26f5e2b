"""All that is known of a person's work, by when it happened and not by when it was recorded."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from ledger.events import (
    AbsenceRecorded,
    AbsenceVoided,
    EmployeeJoined,
    EmployeeLeft,
    EmployeeMoved,
    Event,
    PositionAssigned,
)
from ledger.models.model import Model

Step = EmployeeJoined | EmployeeMoved | EmployeeLeft | PositionAssigned
# Of one moment: who leaves and returns returns, and is placed before being given a position.
RANK: dict[type[Event], int] = {EmployeeLeft: 0, EmployeeJoined: 1, EmployeeMoved: 2, PositionAssigned: 3}
EVER = datetime.max.replace(tzinfo=UTC)


class Place(NamedTuple):
    """Where a person works, and as what; who returns is what they were, until said otherwise."""

    branch: str
    position: str | None = None
    level: str | None = None


class Spell(NamedTuple):
    """A person's time in one place, up to its end, which is no part of it."""

    since: datetime
    until: datetime
    place: Place


class Absence(NamedTuple):
    """Days away, the first and the last included."""

    absence: str
    kind: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


class Career(Model):
    """A person's spells and absences. A joining recorded after a notice withdraws it: the person stays."""

    about = ("employee",)
    reads = (EmployeeJoined, EmployeeMoved, EmployeeLeft, PositionAssigned, AbsenceRecorded, AbsenceVoided)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.employee = employee
        self.steps: list[Step] = []
        self.absences: dict[str, Absence] = {}

    def apply(self, event: Event) -> None:
        """Keep what is known; the order is made when somebody asks."""
        match event:
            case EmployeeJoined():
                self.steps = [step for step in self.steps if not _withdrawn(step, event)]
                self.steps.append(event)
            case EmployeeMoved() | EmployeeLeft() | PositionAssigned():
                self.steps.append(event)
            case AbsenceRecorded():
                first, last = date.fromisoformat(event.first_day), date.fromisoformat(event.last_day)
                self.absences[event.absence] = Absence(event.absence, event.kind, first, last)
            case AbsenceVoided():
                self.absences.pop(event.absence, None)

    @property
    def dated(self) -> list[Step]:
        """Every step in the order in which they happened; of equals, the one recorded last counts."""
        return sorted(self.steps, key=lambda step: (step.effective_at, RANK[type(step)]))

    @property
    def spells(self) -> list[Spell]:
        """The person's time in the company, place by place."""
        found: list[Spell] = []
        branch = position = level = None
        steps = self.dated
        for number, step in enumerate(steps, 1):
            match step:
                case EmployeeJoined():
                    branch = step.branch
                case EmployeeMoved() if branch is not None:
                    branch = step.branch
                case EmployeeLeft():
                    branch = None
                case PositionAssigned():
                    position, level = step.position, step.level
            then = steps[number].effective_at if number < len(steps) else EVER
            if branch is not None and then > step.effective_at:
                found.append(Spell(step.effective_at, then, Place(branch, position, level)))
        return found

    def at(self, moment: datetime) -> Place | None:
        """Where the person works at a moment; None before joining and after leaving."""
        return next((spell.place for spell in self.spells if spell.since <= moment < spell.until), None)

    def leaves_after(self, moment: datetime) -> EmployeeLeft | None:
        """The first leaving after a moment."""
        leavings = [step for step in self.steps if isinstance(step, EmployeeLeft) and step.effective_at > moment]
        return min(leavings, key=lambda left: left.effective_at, default=None)


def _withdrawn(step: Step, joined: EmployeeJoined) -> bool:
    return isinstance(step, EmployeeLeft) and step.effective_at > joined.effective_at
