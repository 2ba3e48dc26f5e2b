"""课程名额: a place in one of the company's own courses."""

from ledger.rewards.kind import Kind
from ledger.vocabulary import Id


class CoursePlace(Kind):
    """A unit is a place in a course, one of the catalogue's where it is named."""

    course: Id | None = None

    def taught_in(self) -> str | None:
        """Name the course."""
        return self.course
