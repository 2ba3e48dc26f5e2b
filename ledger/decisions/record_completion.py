"""Take in a completion: a recording watched, an assessment passed."""

from collections.abc import Sequence

from ledger.events import CompletionRecorded, Event
from ledger.learning import Learner, completed
from ledger.making_up import made_up
from ledger.recording import Command, Past
from ledger.refusals.attendance import InTheFuture
from ledger.vocabulary import Id, Minutes, Moment, Score, Share, Text


class RecordCompletion(Command):
    """Record that a person completed a course outside a session; paid once a year, a repeat earns 0."""

    employee: Id
    course: Id
    completion: Id
    source: Text
    at: Moment | None = None
    watched_share: Share | None = None
    minutes: Minutes | None = None
    score: Score | None = None
    passed: bool | None = None
    banked: bool = False
    # A result's own pass mark where it differs from the policy's.
    pass_mark: Score | None = None
    # The missed session whose recording this is.
    makes_up: Id | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse the same completion twice, one that has not happened yet, and one that makes up for nothing."""
        learner = Learner.of(self.employee, self.course)
        past.foresee(*learner)
        at = self.at or past.now
        if at > past.now:
            raise InTheFuture
        if self.makes_up is not None:
            made_up(past, self.employee, self.course, self.makes_up, at)
        completion = CompletionRecorded(
            employee=self.employee,
            course=self.course,
            completion=self.completion,
            source=self.source,
            watched_share=self.watched_share,
            minutes=self.minutes,
            score=self.score,
            passed=self.passed,
            banked=self.banked,
            pass_mark=self.pass_mark,
            effective_at=at,
        )
        return completed(past, learner, completion, makes_up=self.makes_up)
