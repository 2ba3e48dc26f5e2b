"""Facts about learning outside a session: recordings, assessments, statements of other systems."""

from typing import ClassVar, Literal

from ledger.events.fact import Event
from ledger.vocabulary import Attempt, Checks, Id, Length, Minutes, ReasonCode, Score, Seconds, Share, Text


class CompletionRecorded(Event):
    """Lin completed the recording of course FIRE-1, having watched 0.9820 of it, and passed with 88.00."""

    schema_version: ClassVar[int] = 3

    employee: Id
    course: Id
    # One completion has one name, so that it can be voided; statements use their own id.
    completion: Id
    source: Text
    watched_share: Share | None = None
    minutes: Minutes | None = None
    score: Score | None = None
    passed: bool | None = None
    # Carried over from an earlier presentation of the course, where it was paid for.
    banked: bool = False
    active_share: Share | None = None
    attempt: Attempt | None = None
    feedback: bool | None = None
    # Prompts at random times.
    checks_shown: Checks = 0
    checks_answered: Checks = 0
    # What was asked of the score, where it differs from the policy's.
    pass_mark: Score | None = None


class RecordingPlayed(Event):
    """Lin watched minutes 0 to 30 and 28 to 60 of the 90 minutes of FIRE-1's recording."""

    employee: Id
    course: Id
    length_seconds: Length
    # From where to where, as they were played: in any order, and some of it again.
    segments: tuple[tuple[Seconds, Seconds], ...]
    active_seconds: Seconds | None = None


class CompletionVoided(Event):
    """Lin's completion X-1 of course FIRE-1 is withdrawn by the system that reported it."""

    employee: Id
    course: Id
    completion: Id
    because: ReasonCode


class StatementReceived(Event):
    """The learning platform said: Lin paused video V-7. Kept as evidence, it earns nothing by itself."""

    employee: Id
    course: Id
    statement: Id
    verb: Id
    meaning: Literal["completed", "passed", "failed", "attended", "satisfied", "voided", "evidence"]
    # SHA-256 of the raw statement, which is kept verbatim beside the log and can be erased.
    evidence: str


class StatementVoided(Event):
    """The learning platform withdrew statement 4f2c, whether or not that one has arrived yet."""

    statement: Id
    voided_by: Id
