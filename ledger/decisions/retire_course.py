"""Take a course out of the catalogue."""

from ledger.events import CourseRetired
from ledger.models.catalogue import CourseEntry
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseIsRetired, CourseUnknown
from ledger.vocabulary import Id


class RetireCourse(Command):
    """Schedule no more sessions of this course; those scheduled may be held."""

    course: Id

    def decide(self, past: Past) -> CourseRetired:
        """Refuse an unknown or already retired course."""
        course = past.read(CourseEntry(self.course))
        if course.entry is None:
            raise CourseUnknown(course=self.course)
        if course.retired:
            raise CourseIsRetired(course=self.course)
        return CourseRetired(course=self.course, effective_at=past.now)
