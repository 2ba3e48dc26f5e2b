"""How far a session has come, who has a seat in it, and how its learners rated it."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Literal

from ledger.events import (
    EnrolmentWithdrawn,
    Event,
    LearnerEnrolled,
    PausePlanned,
    RatingClosed,
    RatingDiscounted,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionRated,
    SessionRescheduled,
    SessionScheduled,
    SessionVoided,
    TrainerAssigned,
)
from ledger.models.model import Model
from ledger.refusals.sessions import SessionUnknown
from ledger.vocabulary import CENT

SessionState = Literal["none", "scheduled", "open", "closed", "cancelled", "voided"]


class SessionSoFar(Model):
    """A session's plan and state."""

    about = ("session",)
    reads = (
        SessionScheduled,
        SessionRescheduled,
        PausePlanned,
        SessionOpened,
        SessionClosed,
        SessionCancelled,
        SessionVoided,
        TrainerAssigned,
    )

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.session = session
        self.state: SessionState = "none"
        self.plan: SessionScheduled | None = None
        self.trainer: str | None = None
        self.starts_at: datetime | None = None
        self.ends_at: datetime | None = None
        self.credits: Decimal | None = None
        self.pauses: tuple[tuple[datetime, datetime], ...] = ()

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case SessionScheduled():
                self.state, self.plan = "scheduled", event
                self.starts_at, self.ends_at = event.starts_at, event.ends_at
            case SessionRescheduled():
                # The pauses belonged to the old times.
                self.starts_at, self.ends_at, self.pauses = event.starts_at, event.ends_at, ()
            case PausePlanned():
                self.pauses = tuple(sorted((*self.pauses, (event.begins_at, event.ends_at))))
            case SessionOpened():
                self.state = "open"
            case SessionClosed():
                self.state, self.credits = "closed", event.credits
            case SessionCancelled():
                self.state = "cancelled"
            case SessionVoided():
                self.state = "voided"
            case TrainerAssigned():
                self.trainer = event.trainer

    @property
    def planned(self) -> SessionScheduled:
        """The plan, or the refusal that there is no such session."""
        if self.plan is None:
            raise SessionUnknown(session=self.session)
        return self.plan

    @property
    def times(self) -> tuple[datetime, datetime]:
        """Beginning and end as they stand."""
        if self.starts_at is None or self.ends_at is None:
            raise SessionUnknown(session=self.session)
        return self.starts_at, self.ends_at

    @property
    def minutes(self) -> int:
        """How long is taught, as planned."""
        return sum(int((ends_at - starts_at).total_seconds()) for starts_at, ends_at in self.spans) // 60

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """When it is taught: between its pauses."""
        starts_at, ends_at = self.times
        edges = [starts_at, *chain.from_iterable(self.pauses), ends_at]
        return list(zip(edges[::2], edges[1::2], strict=True))


class Seats(Model):
    """Who has a seat in a session."""

    about = ("session",)
    reads = (LearnerEnrolled, EnrolmentWithdrawn)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.taken: set[str] = set()

    def apply(self, event: Event) -> None:
        """Seat and unseat."""
        match event:
            case LearnerEnrolled():
                self.taken.add(event.employee)
            case EnrolmentWithdrawn():
                self.taken.discard(event.employee)


class Ratings(Model):
    """What the learners of a session said of it, in 0 to 100."""

    about = ("session",)
    reads = (SessionRated, RatingDiscounted, RatingClosed)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.scores: dict[str, Decimal] = {}
        self.trainer: str | None = None
        self.closed = False

    def apply(self, event: Event) -> None:
        """Collect the ratings that count."""
        match event:
            case SessionRated():
                self.scores[event.employee] = event.score
                self.trainer = event.trainer
            case RatingDiscounted():
                self.scores.pop(event.employee, None)
            case RatingClosed():
                self.closed = True

    def mean_without(self, employee: str | None = None) -> tuple[Decimal, int]:
        """Average the ratings, leaving one person's out; 0 of nobody."""
        scores = [score for rater, score in self.scores.items() if rater != employee]
        if not scores:
            return Decimal("0.00"), 0
        mean = sum(scores, Decimal(0)) / len(scores)
        return mean.quantize(CENT, rounding=ROUND_HALF_UP), len(scores)
