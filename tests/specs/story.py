"""The people and things that the specs are about."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from specs.spec import NOON, Spec, given

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.open_session import OpenSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.schedule_session import ScheduleSession
from ledger.events import RedemptionRequested
from ledger.models.purse import Purse

STARTS = NOON + timedelta(hours=1)
ENDS = STARTS + timedelta(minutes=90)

FIRE = ListCourse(course="FIRE-1", title="消防安全", credits=Decimal("3.00"), kind="required", minutes=90)
MUG = ListReward(reward="MUG", title="马克杯", kind="goods", price=30, stock=2)
SESSION = ScheduleSession(session="S-1", course="FIRE-1", branch="CD", starts_at=STARTS, ends_at=ENDS, trainer="wu")


def scheduled(*learners: str) -> Spec:
    """A session of 90 minutes taught by Wu in an hour, with these people on its roster."""
    return given(FIRE, SESSION, *(EnrolLearner(session="S-1", employee=learner) for learner in learners))


def opened(*learners: str) -> Spec:
    """The same, doors open, at its beginning."""
    return scheduled(*learners).given(OpenSession(session="S-1")).at(STARTS)


def attended(*learners: str, minutes: int = 90) -> Spec:
    """The same, held and over; everybody was there for so many minutes."""
    spec = opened(*learners)
    spec.given(*(CheckIn(session="S-1", employee=learner, method="kiosk") for learner in learners))
    spec.at(STARTS + timedelta(minutes=minutes))
    spec.given(*(CheckOut(session="S-1", employee=learner, method="kiosk") for learner in learners))
    return spec.at(ENDS)


def closed(*learners: str, minutes: int = 90) -> Spec:
    """The same, closed and paid."""
    return attended(*learners, minutes=minutes).given(CloseSession(session="S-1"))


def with_points(employee: str, points: int) -> Spec:
    """A person with this many points: one point a credit, one course for it."""
    course = ListCourse(course="BIG", title="大课", credits=Decimal(points), minutes=90)
    return given(course, RecordCompletion(employee=employee, course="BIG", completion="c-1", source="test"))


def hold(
    spec: Spec,
    session: str,
    *learners: str,
    minutes: int = 90,
    starts_at: datetime | None = None,
    course: str = "FIRE-1",
) -> Spec:
    """One more session from plan to close, taught by Wu; everybody was there for so many minutes."""
    starts = starts_at or spec.now
    ends = starts + timedelta(minutes=90)
    spec.given(
        ScheduleSession(session=session, course=course, branch="CD", starts_at=starts, ends_at=ends, trainer="wu"),
        *(EnrolLearner(session=session, employee=learner) for learner in learners),
        OpenSession(session=session),
    )
    spec.at(max(spec.now, ends))
    if minutes:
        left = starts + timedelta(minutes=minutes)
        spec.given(*(CheckIn(session=session, employee=one, method="kiosk", at=starts) for one in learners))
        spec.given(*(CheckOut(session=session, employee=one, method="kiosk", at=left) for one in learners))
    return spec.given(CloseSession(session=session))


def completes(spec: Spec, completion: str, *, credits_: int = 100, employee: str = "lin") -> Spec:
    """One more completion, of a course of its own, that is worth so many credits and so as many points."""
    course = ListCourse(course=f"C-{completion}", title="课", credits=Decimal(credits_), minutes=60)
    done = RecordCompletion(employee=employee, course=course.course, completion=completion, source="test")
    return spec.given(course, done)


def points(spec: Spec, employee: str) -> tuple[int, int]:
    """What a person can spend now, and owes."""
    purse = spec.read(Purse(employee))
    return purse.spendable(spec.now), purse.debt


def shanghai(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A moment of the company's calendar, eight hours ahead of UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


def requested(spec: Spec) -> str:
    """The name of the redemption that was just asked for."""
    (request,) = (fact for fact in spec.facts if isinstance(fact, RedemptionRequested))
    return request.redemption
