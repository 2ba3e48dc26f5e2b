"""Take in what a player played of a course's recording."""

from typing import Annotated

from pydantic import Field

from ledger.events import RecordingPlayed
from ledger.four_eyes import refuse_oneself
from ledger.recording import Command, Past
from ledger.refusals.attendance import InTheFuture
from ledger.vocabulary import Id, Length, Moment, Seconds


class RecordPlayback(Command):
    """Record the segments that were played, in any order; what is played twice counts once."""

    employee: Id
    course: Id
    length_seconds: Length
    # From where to where in the recording; a segment that ends before it begins covers nothing.
    segments: Annotated[tuple[tuple[Seconds, Seconds], ...], Field(min_length=1, max_length=1_000)]
    # While the learner did something: the pointer moved, the window was in front.
    active_seconds: Seconds | None = None
    at: Moment | None = None

    def decide(self, past: Past) -> RecordingPlayed:
        """Refuse what has not happened yet; a completion that says nothing of its own goes by what was played."""
        refuse_oneself(past, self.employee)
        at = self.at or past.now
        if at > past.now:
            raise InTheFuture
        return RecordingPlayed(**self.model_dump(exclude={"at"}), effective_at=at)
