"""Back-dated corrections in any order: what had been earned by any moment, as known at any other, is the oracle's."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specs.oracle import LENGTH, Oracle, Said
from specs.spec import Spec
from specs.story import shanghai

from ledger.decisions.advance_restatement import AdvanceRestatement
from ledger.decisions.approve_restatement import ApproveRestatement
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.preview_restatement import PreviewRestatement
from ledger.decisions.propose_revaluation import ProposeRevaluation
from ledger.decisions.propose_session_void import ProposeSessionVoid
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.restate_awards import RestateAwards
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import CreditsAwarded, CreditsReversed, Effect, RestatementProposed
from ledger.log.stored import decode
from ledger.recording import Caller, Command

PEOPLE = ("lin", "mei")
COURSES = ("FIRE", "TEA")
MINUTES = (0, 40, 71, 72, 80, 90)
BEGINS = shanghai(2026, 12, 20, 9)
NOTHING = Effect(
    people=0, credits_reversed=Decimal(0), credits_awarded=Decimal(0), points_reversed=0, points_earned=0, debt=0
)
ZHOU, QIAN = (Caller("hr-desk", on_behalf_of=person, operator=True) for person in ("zhou", "qian"))

numbers = st.integers(0, 9)
deeds = st.tuples(
    st.sampled_from(("hold", "hold", "complete", "make_up", "correct", "correct", "void", "revalue", "void_session")),
    st.sampled_from(PEOPLE),
    numbers,
    numbers,
)
questions = st.tuples(st.integers(-2, 40), st.floats(0, 1))


class World:
    """The ledger and the oracle, told the same."""

    def __init__(self) -> None:
        self.spec = Spec().at(BEGINS - timedelta(days=1))
        self.oracle = Oracle()
        self.sessions: list[tuple[str, str, datetime]] = []
        self.done: list[tuple[str, str, str, datetime]] = []
        for course in COURSES:
            self.spec.given(ListCourse(course=course, title="课", credits=Decimal("3.00"), minutes=LENGTH))

    def hold(self, _: str, number: int, other: int) -> None:
        """A session that both had a seat in; who came, came for so many minutes."""
        name, course = f"S{len(self.sessions)}", COURSES[number % 2]
        begins = BEGINS + timedelta(days=4 * len(self.sessions))
        ends = begins + timedelta(minutes=LENGTH)
        plan = ScheduleSession(session=name, course=course, branch="CD", starts_at=begins, ends_at=ends, trainer="wu")
        self.spec.at(max(self.spec.now, ends)).given(
            plan, *(EnrolLearner(session=name, employee=one) for one in PEOPLE), OpenSession(session=name)
        )
        there = {"lin": MINUTES[number % 6], "mei": MINUTES[other % 6]}
        for person, minutes in there.items():
            if minutes:
                left = begins + timedelta(minutes=minutes)
                self.spec.given(CheckIn(session=name, employee=person, method="kiosk", at=begins))
                self.spec.given(CheckOut(session=name, employee=person, method="kiosk", at=left))
        self.sessions.append((name, course, ends))
        came = [
            Said("learnt", one, course, f"session:{name}", ends, minutes) for one, minutes in there.items() if minutes
        ]
        self.tell(CloseSession(session=name), *came)

    def complete(self, person: str, number: int, other: int) -> None:
        """A completion that happened some days ago."""
        at, course = self.spec.now - timedelta(days=other, minutes=number), COURSES[number % 2]
        self.learn(person, course, at, None)

    def make_up(self, person: str, number: int, other: int) -> None:
        if self.sessions:
            name, course, ends = self.sessions[number % len(self.sessions)]
            at = min(ends + timedelta(days=other, minutes=number), self.spec.now)
            self.learn(person, course, at, name)

    def learn(self, person: str, course: str, at: datetime, makes_up: str | None) -> None:
        name = f"X{len(self.done)}"
        self.done.append((person, course, name, at))
        about: dict[str, Any] = {"employee": person, "course": course, "completion": name, "makes_up": makes_up}
        said = Said("learnt", person, course, f"completion:{name}", at, makes_up=makes_up)
        self.tell(RecordCompletion(**about, source="test", at=at), said)

    def correct(self, person: str, number: int, other: int) -> None:
        if self.sessions:
            name, course, ends = self.sessions[number % len(self.sessions)]
            minutes = MINUTES[other % 6]
            joined = ends - timedelta(minutes=LENGTH if minutes else 2 * LENGTH)
            left = joined + timedelta(minutes=minutes or 1)
            what = "learnt" if minutes else "withdrawn"
            said = Said(what, person, course, f"session:{name}", ends, minutes)
            corrected = CorrectAttendance(
                session=name, employee=person, joined_at=joined, left_at=left, because="CLOCK"
            )
            self.tell(corrected, said)

    def void(self, person: str, number: int, other: int) -> None:
        if other % 2 and self.sessions:
            name, course, ends = self.sessions[number % len(self.sessions)]
            said = Said("withdrawn", person, course, f"session:{name}", ends)
            self.tell(VoidAttendance(session=name, employee=person, because="PROXY"), said)
        elif self.done:
            whose, course, name, at = self.done[number % len(self.done)]
            said = Said("withdrawn", whose, course, f"completion:{name}", at)
            self.tell(VoidCompletion(employee=whose, course=course, completion=name, because="WRONG"), said)

    def revalue(self, _: str, number: int, other: int) -> None:
        course, worth = COURSES[number % 2], Decimal(1 + other)
        since = (BEGINS + timedelta(days=3 * number)).date()
        if shanghai(since.year, since.month, since.day) <= self.spec.now:
            said = Said("revalued", "", course, "", shanghai(since.year, since.month, since.day), credits=worth)
            proposal = ProposeRevaluation(course=course, credits=worth, since=str(since), because="MISPRINT")
            self.restate(proposal, course, said)

    def void_session(self, _: str, number: int, __: int) -> None:
        if self.sessions:
            name, course, ends = self.sessions[number % len(self.sessions)]
            gone = [Said("withdrawn", one, course, f"session:{name}", ends) for one in PEOPLE]
            made_up = [
                Said("withdrawn", one.person, course, one.activity, one.at)
                for _, one in self.oracle.said
                if one.makes_up == name
            ]
            self.restate(ProposeSessionVoid(session=name, because="NEVER_HELD"), course, *gone, *made_up)

    def restate(self, proposal: Command, course: str, *said: Said) -> None:
        """Zhou proposes, it is previewed, Qian approves, and one hand takes everybody through it."""
        facts = self.spec.when(proposal, by=ZHOU).facts
        if not facts:
            return
        (made,) = facts
        assert isinstance(made, RestatementProposed)
        name = made.restatement
        self.spec.given(PreviewRestatement(restatement=name, as_of=1, effect=NOTHING))
        self.spec.given(ApproveRestatement(restatement=name), by=QIAN)
        each = [RestateAwards(restatement=name, employee=one, course=course) for one in PEOPLE]
        hand = tuple((one, course) for one in PEOPLE)
        self.spec.when(AdvanceRestatement(restatement=name, hand=hand), *each)
        assert self.spec.facts
        self.oracle.say(self.spec.log.head(), *said)

    def tell(self, command: Command, *said: Said) -> None:
        """Ask; what is refused was not said."""
        if self.spec.when(command).facts:
            self.oracle.say(self.spec.log.head(), *said)

    def credits(self, person: str, as_of: datetime, known: int) -> Decimal:
        """Add up the facts, by when they happened and when they were recorded."""
        total = Decimal(0)
        for stored in self.spec.log.between(1, known):
            fact = decode(stored)
            if not isinstance(fact, CreditsAwarded | CreditsReversed) or fact.employee != person:
                continue
            if fact.effective_at <= as_of:
                total += fact.credits if isinstance(fact, CreditsAwarded) else -fact.credits
        return total


def agree(steps: list[tuple[str, str, int, int]], asked: list[tuple[int, float]]) -> None:
    world = World()
    for what, person, number, other in steps:
        getattr(world, what)(person, number, other)
    heads = sorted({0, *(head for head, _ in world.oracle.said)})
    for days, share in asked:
        as_of, known = BEGINS + timedelta(days=days, hours=2), heads[int(share * (len(heads) - 1))]
        for person in PEOPLE:
            assert world.credits(person, as_of, known) == world.oracle.credits(person, as_of, known), (as_of, known)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(deeds, min_size=2, max_size=14), st.lists(questions, min_size=3, max_size=6))
def test_any_question_on_both_clocks_is_answered_as_by_the_oracle(
    steps: list[tuple[str, str, int, int]], asked: list[tuple[int, float]]
) -> None:
    agree(steps, [*asked, (400, 1.0)])


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(deeds, min_size=2, max_size=20), st.lists(questions, min_size=3, max_size=6))
def test_ten_thousand_histories_are_answered_as_by_the_oracle(
    steps: list[tuple[str, str, int, int]], asked: list[tuple[int, float]]
) -> None:
    agree(steps, [*asked, (400, 1.0)])
