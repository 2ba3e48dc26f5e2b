"""A company's year of learning, random and the same for the same seed, told by commands."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import PolicyDrafted
from ledger.recording import Caller, Command
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

HR = Caller("hr-desk", operator=True)
ZHOU, QIAN = (HR._replace(on_behalf_of=person) for person in ("zhou", "qian"))
JANUARY = datetime(2026, 1, 5, 1, tzinfo=UTC)
MINUTES = (30, 50, 60, 70, 80, 90)
KINDS = ("required", "elective")


def year(seed: int, people: int = 8) -> Iterator[Command]:
    """Joins, sessions with whoever came for how long, completions, corrections and voids, in their order."""
    rng = random.Random(seed)
    staff = [f"E-{number:03}" for number in range(people)]
    courses = [f"C-{number}" for number in range(4)]
    for number, course in enumerate(courses):
        worth = Decimal(rng.randrange(100, 4000)) / 100
        kind = KINDS[number % 2]
        yield ListCourse(course=course, title="课", credits=worth, kind=kind, category="in_service", minutes=90)
    for person in staff:
        joined = JANUARY - timedelta(days=rng.choice((400, 400, -90)))
        yield JoinBranch(employee=person, branch=rng.choice(("CD", "XA")), since=joined)
    done: list[tuple[str, str, str]] = []
    held: list[tuple[str, str, datetime]] = []
    for number in range(10):
        begins = JANUARY + timedelta(days=7 * number)
        yield from session(rng, f"S-{number}", rng.choice(courses), begins, staff, held)
        for _ in range(3):
            person, course, name = rng.choice(staff), rng.choice(courses), f"X-{len(done)}"
            done.append((person, course, name))
            share = Decimal(rng.choice((50, 65, 75, 85, 100))) / 100
            at = begins + timedelta(days=rng.randrange(5), minutes=len(done))
            about = {"employee": person, "course": course, "completion": name}
            yield RecordCompletion(**about, source="lms", watched_share=share, at=at)
        if held and rng.random() < 0.7:
            name, person, started = rng.choice(held)
            if rng.random() < 0.4:
                yield VoidAttendance(session=name, employee=person, because="PROXY")
            else:
                left = started + timedelta(minutes=rng.choice(MINUTES))
                yield CorrectAttendance(session=name, employee=person, joined_at=started, left_at=left, because="CLOCK")
        if rng.random() < 0.2:
            person, course, name = rng.choice(done)
            yield VoidCompletion(employee=person, course=course, completion=name, because="WRONG_PERSON")


def session(  # noqa: PLR0913 - all of it is random
    rng: random.Random,
    name: str,
    course: str,
    begins: datetime,
    staff: list[str],
    held: list[tuple[str, str, datetime]],
) -> Iterator[Command]:
    """One session from plan to close."""
    ends = begins + timedelta(minutes=90)
    there = rng.sample(staff, 5)
    yield ScheduleSession(session=name, course=course, branch="CD", starts_at=begins, ends_at=ends, trainer="wu")
    for person in there:
        yield EnrolLearner(session=name, employee=person)
    yield OpenSession(session=name)
    for person in there:
        left = begins + timedelta(minutes=rng.choice(MINUTES))
        yield CheckIn(session=name, employee=person, method="kiosk", at=begins)
        yield CheckOut(session=name, employee=person, method="kiosk", at=left)
        held.append((name, person, begins))
    yield CloseSession(session=name)


def tell(ledger: Ledger, seed: int) -> None:
    """Record the year; what is refused is refused in every world."""
    for command in year(seed):
        try:
            ledger.record(command, HR)
        except Refused:
            continue


def drafted(ledger: Ledger, document: str) -> str:
    """Zhou drafts; give the version's name."""
    (draft,) = ledger.record(DraftPolicy(document=document), ZHOU).events
    assert isinstance(draft, PolicyDrafted)
    return draft.version
