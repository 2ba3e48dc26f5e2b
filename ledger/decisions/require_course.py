"""Require a course of people, with a last day."""

from datetime import date
from typing import Annotated

from pydantic import Field

from ledger.events import CourseRequired
from ledger.models.catalogue import CourseEntry
from ledger.models.obligations import Obligation
from ledger.periods import begin_of
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseIsRetired, CourseUnknown
from ledger.refusals.obligations import DeadlineBeforeBeginning, DeadlineMissing, ObligationExists
from ledger.vocabulary import Day, Id


class RequireCourse(Command):
    """Require a course of everybody, or of a branch, a position, a level or a person: all that is named must hold."""

    obligation: Id
    course: Id
    branch: Id | None = None
    position: Id | None = None
    level: Id | None = None
    employee: Id | None = None
    until: Day | None = None
    within_days: Annotated[int, Field(ge=1, le=3_660)] | None = None
    counts_from: Day | None = None
    # The first day of the requirement: days after joining are for who joins from then on.
    since: Day | None = None

    def decide(self, past: Past) -> CourseRequired:
        """Refuse a name that is taken, a course that nobody can do, and a last day that is none."""
        if past.read(Obligation(self.obligation)).required is not None:
            raise ObligationExists(obligation=self.obligation)
        course = past.read(CourseEntry(self.course))
        if course.entry is None:
            raise CourseUnknown(course=self.course)
        if course.retired:
            raise CourseIsRetired(course=self.course)
        if self.until is None and self.within_days is None:
            raise DeadlineMissing
        zone = past.policy.time_zone
        since = self.since or str(past.now.astimezone(zone).date())
        if self.until is not None and self.until < since:
            raise DeadlineBeforeBeginning(until=self.until, since=since)
        return CourseRequired(
            **self.model_dump(exclude={"since"}),
            effective_at=past.now if self.since is None else begin_of(date.fromisoformat(since), zone),
        )
