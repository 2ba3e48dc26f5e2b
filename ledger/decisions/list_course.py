"""Put a course into the catalogue."""

from typing import Annotated

from pydantic import Field

from ledger.calculators import CalculatorName
from ledger.cataloguing import refuse_off_standard
from ledger.events import CourseListed
from ledger.models.catalogue import CourseEntry
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseAlreadyListed
from ledger.vocabulary import CourseCategory, CourseKind, Credits, Id, Text


class ListCourse(Command):
    """Offer a course: what it is called, what it is worth, how long it takes."""

    course: Id
    title: Text
    credits: Credits
    kind: CourseKind = "elective"
    category: CourseCategory = "general"
    minutes: Annotated[int, Field(gt=0, le=60 * 24 * 31)]
    # Where it is counted by a standard of its own.
    calculator: CalculatorName | None = None

    def decide(self, past: Past) -> CourseListed:
        """Refuse an id that is taken."""
        if past.read(CourseEntry(self.course)).entry is not None:
            raise CourseAlreadyListed(course=self.course)
        if self.calculator is not None:
            refuse_off_standard(past.policy, self.calculator, self.credits, self.minutes)
        return CourseListed(**self.model_dump(), effective_at=past.now)
