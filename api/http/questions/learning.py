"""Questions about courses, sessions, who was there, and who taught."""

from typing import Annotated, Literal

from pydantic import Field

from api.http.questions.question import Limit, Listing, One, Question, Source, row_json
from api.http.reading import Connection
from ledger.vocabulary import CourseCategory, CourseKind, Id, Moment
from projections import (
    courses,
    sessions,
    trainers,
    transcript,
)

SessionStatus = Literal["scheduled", "open", "closed", "cancelled", "voided"]


class Transcript(Listing):
    """What one person did to learn, and what it earned or why not."""

    of = Source(transcript.Activity, ("transcript",), transcript.transcript, ("effective_at", "activity"))

    employee: Id
    year: Annotated[int, Field(ge=1970, le=2199)] | None = None
    course: Id | None = None


class Sessions(Listing):
    """Sessions by their start."""

    of = Source(sessions.Session, ("sessions",), sessions.sessions, ("starts_at", "session"))

    course: Id | None = None
    branch: Id | None = None
    trainer: Id | None = None
    status: SessionStatus | None = None
    since: Moment | None = None
    until: Moment | None = None


class Sheet(One):
    """One session with its head counts."""

    of = Source(sessions.Session, ("sessions",), sessions.sessions)

    session: Id


class Roster(Listing):
    """Everybody on a session's sheet."""

    of = Source(sessions.Attendee, ("sessions",), sessions.roster, ("employee",))

    session: Id


class Courses(Listing):
    """The catalogue."""

    of = Source(courses.Course, ("courses",), courses.courses, ("course",))

    kind: CourseKind | None = None
    category: CourseCategory | None = None
    retired: bool | None = None


class Course(One):
    """One course."""

    of = Source(courses.Course, ("courses",), courses.courses)

    course: Id


class TrainerRanking(Question):
    """Trainers by the shrunk mean of their learners' ratings, with all it was computed from; the first so many."""

    of = Source(trainers.Ranked, ("trainers",))
    many = True

    branch: Id | None = None
    category: CourseCategory | None = None
    since: Moment | None = None
    until: Moment | None = None
    minimum: Annotated[int, Field(ge=1, le=1000)] = trainers.MINIMUM
    limit: Limit = 50

    def ask(self, connection: Connection) -> bytes:
        """A rank is one among all of them, so there are no pages to go out of step."""
        ranked = trainers.ranking(connection, **self.filters())
        return b'"items":[' + b",".join(row_json(row) for row in ranked) + b'],"next":null'
