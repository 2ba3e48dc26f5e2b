"""People with points, rewards with stock, sessions with seats: what the faults happen to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from signing import WRITER

from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.open_session import OpenSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.schedule_session import ScheduleSession
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller, Command
from ledger.refusals.refused import Refused
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

ACTOR = "till"
CODES = RotatingCodes(b"a secret of thirty-two bytes, ok")


def caller(key: str) -> Caller:
    """Everybody asks through the same program, so one key is one request; one with an @ names a person behind it."""
    return Caller(ACTOR, request=key, on_behalf_of=key.partition("@")[2] or None, operator=True)


def rewards(names: Sequence[str], *, stock: int, price: int = 1) -> list[Command]:
    """Rewards of one price."""
    return [ListReward(reward=name, title="马克杯", kind="goods", price=price, stock=stock) for name in names]


def points(people: Sequence[str], each: int) -> list[Command]:
    """People who may spend so much: one point a credit, for one course."""
    course = ListCourse(course="BIG", title="大课", credits=Decimal(each), minutes=90)
    done = [RecordCompletion(employee=one, course="BIG", completion=f"c-{one}", source="test") for one in people]
    return [course, *done]


def session(name: str, *, seats: int, learners: Sequence[str] = ()) -> list[Command]:
    """A session that begins in a minute, its doors open."""
    now = datetime.now(UTC)
    times = {"starts_at": now + timedelta(minutes=1), "ends_at": now + timedelta(minutes=91)}
    return [
        ListCourse(course=f"course-{name}", title="消防安全", credits=Decimal(3), minutes=90),
        ScheduleSession(session=name, course=f"course-{name}", branch="CD", seats=seats, **times),
        *(EnrolLearner(session=name, employee=learner) for learner in learners),
        OpenSession(session=name),
    ]


def set_up(url: str, commands: Sequence[Command]) -> int:
    """Record the scene and say where it ends; nothing of it may be refused."""
    ledger = Ledger(PostgresLog.open(url, writer=WRITER), codes=CODES)
    try:
        for outcome in ledger.record_each([(command, Caller("scene", operator=True)) for command in commands]):
            if isinstance(outcome, Refused):
                raise outcome
        return ledger.log.head()
    finally:
        ledger.close()
