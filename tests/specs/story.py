"""The people and things that the specs are about."""

from datetime import timedelta
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
