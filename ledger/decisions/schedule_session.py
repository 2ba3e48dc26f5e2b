"""Set a session of a course."""

from collections.abc import Sequence
from datetime import timedelta

from ledger.events import Event, SessionScheduled, TrainerAssigned
from ledger.models.catalogue import CourseEntry
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseIsRetired, CourseUnknown
from ledger.refusals.sessions import SessionAlreadyScheduled, TimesReversed
from ledger.vocabulary import Id, Moment, SessionMode, Units

LONGEST = timedelta(days=1)


class ScheduleSession(Command):
    """Plan a session: which course, where, when, for how many, taught by whom."""

    session: Id
    course: Id
    branch: Id
    mode: SessionMode = "on_site"
    starts_at: Moment
    ends_at: Moment
    seats: Units | None = None
    trainer: Id | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a taken id, a course that is not on offer, and times that cannot be."""
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise TimesReversed
        if past.read(SessionSoFar(self.session)).plan is not None:
            raise SessionAlreadyScheduled(session=self.session)
        course = past.read(CourseEntry(self.course))
        if course.entry is None:
            raise CourseUnknown(course=self.course)
        if course.retired:
            raise CourseIsRetired(course=self.course)
        facts: list[Event] = [SessionScheduled(**self.model_dump(exclude={"trainer"}), effective_at=past.now)]
        if self.trainer is not None:
            facts.append(TrainerAssigned(session=self.session, trainer=self.trainer, effective_at=past.now))
        return facts
