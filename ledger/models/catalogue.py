"""What the catalogue says of a course, and where a person works."""

from datetime import UTC, datetime

from ledger.events import (
    CourseListed,
    CourseRetired,
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
    """A course as it reads now."""

    about = ("course",)
    reads = (CourseListed, CourseRevised, CourseRetired)

    def __init__(self, course: str) -> None:
        super().__init__(course)
        self.entry: Course | None = None
        self.retired = False

    def apply(self, event: Event) -> None:
        """Keep the newest wording."""
        match event:
            case CourseListed() | CourseRevised():
                self.entry = event
            case CourseRetired():
                self.retired = True


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
