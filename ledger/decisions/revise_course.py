"""Change what a course is worth from now on."""

from typing import Annotated

from pydantic import Field

from ledger.calculators import CalculatorName
from ledger.cataloguing import refuse_off_standard
from ledger.events import CourseRevised
from ledger.models.catalogue import CourseEntry
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseIsRetired, CourseUnknown, NothingToRevise
from ledger.vocabulary import CourseCategory, CourseKind, Credits, Id, Text


class ReviseCourse(Command):
    """State the course anew; awards already made keep their worth."""

    course: Id
    title: Text
    credits: Credits
    kind: CourseKind = "elective"
    category: CourseCategory = "general"
    minutes: Annotated[int, Field(gt=0, le=60 * 24 * 31)]
    # Where it is counted by a standard of its own.
    calculator: CalculatorName | None = None

    def decide(self, past: Past) -> CourseRevised:
        """Refuse an unknown or retired course, and a revision that changes nothing."""
        course = past.read(CourseEntry(self.course))
        if course.entry is None:
            raise CourseUnknown(course=self.course)
        if course.retired:
            raise CourseIsRetired(course=self.course)
        if course.entry.model_dump() == self.model_dump():
            raise NothingToRevise(course=self.course)
        if self.calculator is not None:
            refuse_off_standard(past.policy, self.calculator, self.credits, self.minutes)
        return CourseRevised(**self.model_dump(), effective_at=past.now)
