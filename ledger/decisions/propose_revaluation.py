"""Propose that a course was worth something else from a past day on."""

from ledger.events import RestatementProposed
from ledger.four_eyes import speaker
from ledger.models.catalogue import CourseEntry
from ledger.models.policies import first_moment
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.restatements import NothingToRevalue, RevaluationInTheFuture
from ledger.vocabulary import Credits, Day, Id, ReasonCode


class ProposeRevaluation(Command):
    """Propose to put a course's worth right from a day on, and the awards since; another person decides."""

    course: Id
    credits: Credits
    since: Day
    because: ReasonCode

    def decide(self, past: Past) -> RestatementProposed:
        """Refuse an unknown course, a day to come, and what the course is worth since then already."""
        entry = past.read(CourseEntry(self.course))
        if entry.entry is None:
            raise CourseUnknown(course=self.course)
        since = first_moment(self.since)
        if since > past.now:
            raise RevaluationInTheFuture(since=self.since)
        if entry.revalued(since) == self.credits:
            raise NothingToRevalue(course=self.course, credits=str(self.credits), since=self.since)
        return RestatementProposed(
            restatement=past.new_id(),
            kind="course_revaluation",
            since=since,
            course=self.course,
            credits=self.credits,
            because=self.because,
            proposer=speaker(past),
            effective_at=past.now,
        )
