"""Facts about sessions: one delivery of one course."""

from ledger.events.fact import Event
from ledger.vocabulary import Credits, Id, Minutes, Moment, ReasonCode, Score, SessionMode, Units


class SessionScheduled(Event):
    """Session S-1 of course FIRE-1 was set for Monday 9:00 to 10:30 in the Chengdu branch."""

    session: Id
    course: Id
    branch: Id
    mode: SessionMode
    starts_at: Moment
    ends_at: Moment
    seats: Units | None = None


class SessionRescheduled(Event):
    """Session S-1 moved to Tuesday 9:00 to 10:30."""

    session: Id
    starts_at: Moment
    ends_at: Moment


class PausePlanned(Event):
    """Nothing is taught in session S-1 from 12:00 to 13:00."""

    session: Id
    begins_at: Moment
    ends_at: Moment


class SessionOpened(Event):
    """Session S-1 opened its doors: people can check in."""

    session: Id


class SessionClosed(Event):
    """Session S-1 ended with 31 people present; trainer Wu taught 90 minutes."""

    session: Id
    course: Id
    trainer: Id | None
    taught_minutes: Minutes
    present: int
    absent: int
    # What the course was worth at the close: a correction pays that, whatever it is revised to.
    credits: Credits | None = None


class SessionCancelled(Event):
    """Session S-1 will not take place."""

    session: Id
    because: ReasonCode


class SessionVoided(Event):
    """Session S-1 never took place, though it was closed as if it had."""

    session: Id
    restatement: Id
    because: ReasonCode


class TrainerAssigned(Event):
    """Wu (employee 1002) will teach session S-1, in place of whoever was named before."""

    session: Id
    trainer: Id


class LearnerEnrolled(Event):
    """Lin got a seat in session S-1."""

    session: Id
    employee: Id


class EnrolmentWithdrawn(Event):
    """Lin gave the seat in session S-1 back."""

    session: Id
    employee: Id


class SessionRated(Event):
    """Lin, who attended session S-1, rated it 95.00 of 100."""

    session: Id
    trainer: Id
    employee: Id
    score: Score


class RatingDiscounted(Event):
    """Lin's rating of session S-1 no longer counts, because the attendance behind it was voided."""

    session: Id
    trainer: Id
    employee: Id
    score: Score


class RatingClosed(Event):
    """The learners of session S-1 rated it 92.50 on average, 12 of them answering."""

    session: Id
    trainer: Id
    score: Score
    ratings: int
