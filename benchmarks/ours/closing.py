"""Closing sessions: verified minutes, credits and points for everybody in one append."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from multiprocessing.connection import Connection
from time import perf_counter

from benchmarks.children import answer_of, child
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import BEGAN_AT, append, counted, employee, opened
from benchmarks.workload import EMPLOYEES
from ledger.decisions.close_session import CloseSession
from ledger.events import (
    CheckedIn,
    CheckedOut,
    CourseListed,
    Event,
    LearnerEnrolled,
    SessionOpened,
    SessionScheduled,
    TrainerAssigned,
)
from ledger.log.migrate import migrate
from ledger.recording import Caller

SESSIONS = 15
TRAINER = "T1"
PAID = """select count(*) from ledger.events where type = 'PointsEarned' and data like '%"source":"learning"%'"""


@dataclass(frozen=True)
class Closing:
    """Sessions that ended, each closed once by a process that has read nothing of them before.

    In real use it is the same: nothing but a close asks for a session's roster or its people's awards.
    """

    attendees: int

    @property
    def name(self) -> str:
        """Say how many people are paid at once."""
        return f"Merit, closing a session of {self.attendees}"

    def setup(self, database: str, _scale: float) -> None:
        """Hold the sessions."""
        migrate(database)
        append(database, (fact for number in range(SESSIONS) for fact in _held(number, self.attendees)))

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Close one session after the other, then count who was paid."""
        assert callers == 1, "sessions are closed one by one"
        sessions = max(3, round(SESSIONS * min(1.0, effort.scale * 10)))
        with child(_work, (database, sessions)) as pipe:
            latencies: list[float] = answer_of(pipe)
        errors = abs(counted(database, PAID) - sessions * self.attendees)
        return result_of(latencies, sum(latencies), len(latencies), errors)


def _work(pipe: "Connection[object, object]", task: tuple[str, int]) -> None:
    database, sessions = task
    ledger = opened(database)
    latencies = []
    for number in range(sessions):
        began = perf_counter()
        ledger.record(CloseSession(session=f"S{number}"), Caller("desk", operator=True))
        latencies.append(perf_counter() - began)
    ledger.close()
    pipe.send(latencies)


def _held(number: int, attendees: int) -> Iterator[Event]:
    session, course = f"S{number}", f"C{number}"
    starts_at = BEGAN_AT + timedelta(days=number + 1)
    ends_at = starts_at + timedelta(minutes=90)
    yield CourseListed(
        course=course,
        title=course,
        credits=Decimal("2.00"),
        kind="required",
        category="in_service",
        minutes=90,
        effective_at=BEGAN_AT,
    )
    yield SessionScheduled(
        session=session,
        course=course,
        branch="B1",
        mode="on_site",
        starts_at=starts_at,
        ends_at=ends_at,
        effective_at=BEGAN_AT,
    )
    yield TrainerAssigned(session=session, trainer=TRAINER, effective_at=BEGAN_AT)
    yield SessionOpened(session=session, effective_at=starts_at)
    for n in range(attendees):
        person = employee((number * attendees + n) % EMPLOYEES)
        yield LearnerEnrolled(session=session, employee=person, effective_at=BEGAN_AT)
        yield CheckedIn(session=session, employee=person, method="kiosk", effective_at=starts_at)
        yield CheckedOut(session=session, employee=person, method="kiosk", effective_at=ends_at)
