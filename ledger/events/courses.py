"""Facts about the course catalogue."""

from typing import ClassVar

from ledger.calculators import CalculatorName
from ledger.events.fact import Event
from ledger.vocabulary import CourseCategory, CourseKind, Credits, Id, Minutes, ReasonCode, Text


class CourseListed(Event):
    """Course FIRE-1, required, 2.00 credits for 90 minutes, entered the catalogue."""

    schema_version: ClassVar[int] = 2

    course: Id
    title: Text
    credits: Credits
    kind: CourseKind
    category: CourseCategory
    minutes: Minutes
    # The standard it is counted by, where not the usual one.
    calculator: CalculatorName | None = None


class CourseRevised(Event):
    """From now on course FIRE-1 is worth 3.00 credits; awards already made keep their worth."""

    schema_version: ClassVar[int] = 2

    course: Id
    title: Text
    credits: Credits
    kind: CourseKind
    category: CourseCategory
    minutes: Minutes
    # The standard it is counted by, where not the usual one.
    calculator: CalculatorName | None = None


class CourseRevalued(Event):
    """From 1 March on course FIRE-1 was worth 3.00 credits all along: the catalogue had a misprint."""

    course: Id
    credits: Credits
    restatement: Id
    because: ReasonCode


class CourseRetired(Event):
    """Course FIRE-1 left the catalogue; sessions already scheduled may still be held."""

    course: Id


# A course as the catalogue words it.
Course = CourseListed | CourseRevised
