"""What the catalogue says of a course, and where a person works."""

from datetime import UTC, datetime
from decimal import Decimal

from ledger.events import (
    CourseListed,
    CourseRetired,
    CourseRevalued,
    CourseRevised,
    EmployeeJoined,
    EmployeeLeft,
    EmployeeMoved,
    Event,
    PositionAssigned,
)
from ledger.events.courses import Course
from ledger.models.model import Model

BEFORE = datetime.min.replace(tzinfo=UTC)


class CourseEntry(Model):
    """A course as it reads now, and what it was worth from when on."""

    about = ("course",)
    reads = (CourseListed, CourseRevised, CourseRevalued, CourseRetired)

    def __init__(self, course: str) -> None:
        super().__init__(course)
        self.entry: Course | None = None
        self.retired = False
        self.worths: tuple[CourseListed | CourseRevised | CourseRevalued, ...] = ()

    def apply(self, event: Event) -> None:
        """Keep the newest wording, and every worth by when it holds from."""
        match event:
            case CourseListed() | CourseRevised() | CourseRevalued():
                self.worths = tuple(sorted((*self.worths, event), key=_since))
                entry = self.entry if isinstance(event, CourseRevalued) else event
                self.entry = entry and entry.model_copy(update={"credits": self.worths[-1].credits})
            case CourseRetired():
                self.retired = True

    def revalued(self, moment: datetime) -> Decimal | None:
        """What the whole course was worth at a moment, if that was put right afterwards."""
        worth = next((one for one in reversed(self.worths) if _since(one) <= moment), None)
        return worth.credits if isinstance(worth, CourseRevalued) else None

    def whole(self, moment: datetime, at_first: Decimal | None = None) -> Decimal | None:
        """What it was worth at a moment: as it was put right, as it was counted at first, or as it is worded now."""
        revalued = self.revalued(moment)
        if revalued is not None or at_first is not None:
            return at_first if revalued is None else revalued
        worded = [one for one in self.worths if not isinstance(one, CourseRevalued)]
        return worded[-1].credits if worded else None


def _since(worth: CourseListed | CourseRevised | CourseRevalued) -> datetime:
    """From when on a worth holds: what is listed was always worth that, for all that is known."""
    return BEFORE if isinstance(worth, CourseListed) else worth.effective_at


class Workplace(Model):
    """Where a person works, and as what."""

    about = ("employee",)
    reads = (EmployeeJoined, EmployeeMoved, EmployeeLeft, PositionAssigned)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.branch: str | None = None
        self.position: str | None = None
        self.level: str | None = None
        self.leaves = False
        self._there_since = self._that_since = BEFORE

    def apply(self, event: Event) -> None:
        """Keep the newest by when it happened; who leaves works there to the last day."""
        match event:
            case EmployeeJoined() | EmployeeMoved():
                self.leaves = self.leaves and isinstance(event, EmployeeMoved)
                if event.effective_at >= self._there_since:
                    self.branch, self._there_since = event.branch, event.effective_at
            case EmployeeLeft():
                self.leaves = True
            case PositionAssigned() if event.effective_at >= self._that_since:
                self.position, self.level, self._that_since = event.position, event.level, event.effective_at
