"""Take in a completion: a recording watched, an assessment passed."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.events import CompletionRecorded, Event
from ledger.four_eyes import refuse_oneself
from ledger.learning import Learner, completed
from ledger.making_up import made_up
from ledger.models.playback import Playback
from ledger.recording import Command, Past
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.learning import ScoreOffScale
from ledger.vocabulary import CENT, Attempt, Checks, Id, Minutes, Moment, Score, Share, Text

Raw = Annotated[Decimal, Field(max_digits=9, decimal_places=3)]


class RawScore(BaseModel):
    """A score as xAPI has it: on a scale with a least and a most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw: Raw
    min: Raw = Decimal(0)
    max: Raw

    def of_a_hundred(self) -> Decimal:
        """Put it on a scale of 0 to 100, rounded down: no mark is claimed that was not reached."""
        if not self.min <= self.raw <= self.max or self.min == self.max:
            raise ScoreOffScale
        return ((self.raw - self.min) * 100 / (self.max - self.min)).quantize(CENT, rounding=ROUND_DOWN)


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
    # The same on the assessment's own scale.
    raw_score: RawScore | None = None
    passed: bool | None = None
    banked: bool = False
    # A result's own pass mark where it differs from the policy's.
    pass_mark: Score | None = None
    active_share: Share | None = None
    attempt: Attempt | None = None
    feedback: bool | None = None
    checks_shown: Checks = 0
    checks_answered: Checks = 0
    # The missed session whose recording this is.
    makes_up: Id | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.score is not None and self.raw_score is not None:
            raise ValueError("a score is given once: on its own scale, or of a hundred")
        if self.checks_answered > self.checks_shown:
            raise ValueError("no more checks are answered than were shown")
        return self

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse the same completion twice, one that has not happened yet, and one that makes up for nothing."""
        refuse_oneself(past, self.employee)
        learner = Learner.of(self.employee, self.course)
        played = Playback(self.employee, self.course)
        past.foresee(*learner, played)
        playback = past.read(played)
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
            watched_share=playback.watched_share if self.watched_share is None else self.watched_share,
            minutes=self.minutes,
            score=self.score if self.raw_score is None else self.raw_score.of_a_hundred(),
            passed=self.passed,
            banked=self.banked,
            active_share=playback.active_share if self.active_share is None else self.active_share,
            attempt=self.attempt,
            feedback=self.feedback,
            checks_shown=self.checks_shown,
            checks_answered=self.checks_answered,
            pass_mark=self.pass_mark,
            effective_at=at,
        )
        return completed(past, learner, completion, makes_up=self.makes_up)
