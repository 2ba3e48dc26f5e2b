"""What the catalogue says of a course, and where a person works."""

from ledger.events import CourseListed, CourseRetired, CourseRevised, EmployeeJoined, EmployeeLeft, Event
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
    """The branch a person belongs to."""

    about = ("employee",)
    reads = (EmployeeJoined, EmployeeLeft)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.branch: str | None = None

    def apply(self, event: Event) -> None:
        """Keep the newest; who left belongs to none."""
        self.branch = event.branch if isinstance(event, EmployeeJoined) else None
