"""The demo's sessions: planned two weeks ahead, held, closed, rated, and now and then put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from api.demo.attending import Held, held
from api.demo.company import BRANCHES, NEW_SUBJECT, TRAINERS_A_BRANCH
from ledger.decisions.close_rating import CloseRating
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.open_session import OpenSession
from ledger.decisions.rate_session import RateSession
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.void_attendance import VoidAttendance
from ledger.events import AttendanceVerified, SessionClosed
from ledger.recording import Caller, Command, Recorded

if TYPE_CHECKING:
    from api.demo.clockwork import Request
    from api.demo.year import Year

DESK = Caller("hr-desk", operator=True)
LEARNERS = 14
RATERS = 7
LIVE_EVERY = 5
CORRECTED_EVERY, VOIDED_EVERY = 23, 41
# The session left open for whoever tries the demo.
OPEN_SESSION = "S-DEMO"


def plan(year: Year, slots: list[tuple[datetime, str]]) -> None:
    """Put every session into the calendar."""
    taught = [course for course in year.company.courses if not course.course.startswith(NEW_SUBJECT)]
    for number, (starts_at, branch) in enumerate(slots):
        # Every branch goes through the whole catalogue, each from another course on.
        turn, place = divmod(number, len(BRANCHES))
        course = taught[(turn * 7 + place * 24) % len(taught)]
        _plan_one(
            year,
            Held(
                number=number,
                session=f"S-{starts_at:%m%d}-{branch}",
                course=course.course,
                branch=branch,
                trainer=year.company.trainers[branch][turn % TRAINERS_A_BRANCH],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=course.minutes),
                # Both meetings of one afternoon now and then: somebody will be in both.
                live=number % (3 * LIVE_EVERY) in {0, 1},
            ),
        )
    year.on_recorded(_rated_by_those_present(year))
    _open_session(year)


def _plan_one(year: Year, one: Held) -> None:
    clock, session = year.clock, one.session
    learners = _learners(year, one)
    clock.at(one.starts_at - timedelta(days=9, hours=1), lambda: _scheduled(one, learners))
    clock.at(one.starts_at - timedelta(minutes=30), lambda: [(OpenSession(session=session), DESK)])
    held(year, one, learners)
    clock.at(one.ends_at + timedelta(minutes=10), lambda: [(CloseSession(session=session), DESK)])
    clock.at(one.ends_at + timedelta(days=2), lambda: [(CloseRating(session=session), DESK)])
    if one.number % CORRECTED_EVERY == 1:
        clock.at(one.ends_at + timedelta(days=1), lambda: [_corrected(one, learners[2])])
    if one.number % VOIDED_EVERY == 2:  # noqa: PLR2004 - any offset will do
        clock.at(one.ends_at + timedelta(days=1, hours=1), lambda: [_voided(one, learners[4])])


def _learners(year: Year, one: Held) -> list[str]:
    colleagues = [who for who, where in year.company.branch_of.items() if where == one.branch and who != one.trainer]
    learners = year.dice.sample(colleagues, LEARNERS)
    if one.live and one.branch == "shanghai" and one.number % 2 == 0:
        # A guest from the first branch, whose own meeting is at the same time.
        learners.append(f"E-{1001 + 3 * (20 + one.number % 40)}")
    return learners


def _scheduled(one: Held, learners: list[str]) -> list[Request]:
    planned = ScheduleSession(
        session=one.session,
        course=one.course,
        branch=one.branch,
        mode="live" if one.live else "on_site",
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        seats=LEARNERS + 2,
        trainer=one.trainer,
    )
    return [(planned, DESK), *((EnrolLearner(session=one.session, employee=who), DESK) for who in learners)]


def _rated_by_those_present(year: Year) -> Callable[[Command, Recorded], None]:
    def hear(command: Command, outcome: Recorded) -> None:
        if not isinstance(command, CloseSession):
            return
        session = command.session
        present = [e.employee for e in outcome.events if isinstance(e, AttendanceVerified) and e.minutes > 0]
        raters = year.dice.sample(present, min(RATERS, len(present)))
        # Some trainers are better than others, the same ones all year.
        usual = 80 + _gift(outcome) % 16
        scores = [min(100, max(40, usual + year.dice.randrange(-8, 9))) for _ in raters]
        ratings = [
            (RateSession(session=session, employee=who, score=Decimal(score)), Caller("survey", on_behalf_of=who))
            for who, score in zip(raters, scores, strict=True)
        ]
        year.clock.at(year.clock.now + timedelta(hours=1), lambda: ratings)

    return hear


def _gift(outcome: Recorded) -> int:
    closed = outcome.events[0]
    return int(closed.trainer.removeprefix("E-")) * 7 if isinstance(closed, SessionClosed) and closed.trainer else 0


def _corrected(one: Held, learner: str) -> Request:
    correction = CorrectAttendance(
        session=one.session,
        employee=learner,
        joined_at=one.starts_at + timedelta(minutes=5),
        left_at=one.ends_at,
        because="KIOSK_CLOCK",
    )
    return correction, DESK


def _voided(one: Held, learner: str) -> Request:
    return VoidAttendance(session=one.session, employee=learner, because="PROXY"), DESK


def _open_session(year: Year) -> None:
    """Leave one session open on the last day, with a dozen people who have not come in yet."""
    starts_at = year.ends_at.replace(hour=9)
    trainer, *_ = year.company.trainers["chengdu"]
    one = Held(-1, OPEN_SESSION, f"{NEW_SUBJECT}-1", "chengdu", trainer, starts_at, starts_at + timedelta(minutes=90))
    others = [who for who, where in year.company.branch_of.items() if where == "chengdu"]
    year.clock.at(starts_at - timedelta(days=9), lambda: _scheduled(one, others[5 : 5 + LEARNERS]))
    year.clock.at(starts_at - timedelta(minutes=30), lambda: [(OpenSession(session=OPEN_SESSION), DESK)])
