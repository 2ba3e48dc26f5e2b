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
from ledger.models.model import Model


class CourseEntry(Model):
    """A course as it reads now."""

    about = ("course",)
    reads = (CourseListed, CourseRevised, CourseRetired)

    def __init__(self, course: str) -> None:
        super().__init__(course)
        self.entry: CourseListed | CourseRevised | None = None
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

    def apply(self, event: Event) -> None:
        """Keep the newest; who left belongs to none."""
        match event:
            case EmployeeJoined():
                self.branch = event.branch
            case EmployeeLeft():
                self.branch = self.position = self.level = None
            case PositionAssigned():
                self.position, self.level = event.position, event.level
