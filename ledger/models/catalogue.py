"""What the catalogue says of a course, and where a person works."""

from ledger.events import (
    CourseListed,
    CourseRetired,
    CourseRevised,
    EmployeeJoined,
    EmployeeLeft,
    Event,
    PositionAssigned,
)
from ledger.events.courses import Course
from ledger.models.model import Model


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
    reads = (EmployeeJoined, EmployeeLeft, PositionAssigned)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.branch: str | None = None
        self.position: str | None = None
        self.level: str | None = None
        self.leaves = False

    def apply(self, event: Event) -> None:
        """Keep the newest; who leaves works there to the last day."""
        match event:
            case EmployeeJoined():
                self.branch, self.leaves = event.branch, False
            case EmployeeLeft():
                self.leaves = True
            case PositionAssigned():
                self.position, self.level = event.position, event.level
