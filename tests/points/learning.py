"""Steps by which points come, wait, lapse and are taken back."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule
from points.lessons import MINUTES
from points.scene import Scene, people

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_rating import CloseRating
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.rate_session import RateSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.recording import Command

# Whose, of which course, and its name.
Completion = tuple[str, str, str]
completions = Bundle("completions")
sessions = Bundle("sessions")
# Of some courses there is more than one activity a year: repeats, which are paid when the first is voided.
credits_ = st.sampled_from(("0.75", "7.50", "40", "300", "1200", "6000"))
courses = st.tuples(credits_, st.integers(1, 2))
ages = st.sampled_from((0, 0, 0, 1, 25, 400, 800))


class Learning(Scene):
    """Everything that brings points, and what becomes of them if nobody does anything."""

    def course(self, course: tuple[str, int]) -> str:
        """List a course when it is first heard of."""
        name, worth = f"C-{course[0]}-{course[1]}", Decimal(course[0])
        if name not in self.oracle.lessons.credits:
            self.spec.given(ListCourse(course=name, title="课", credits=worth, minutes=60))
            self.oracle.lessons.credits[name] = worth
        return name

    @rule(target=completions, who=people, course=courses, age=ages)
    def complete(self, who: str, course: tuple[str, int], age: int) -> Completion:
        return self.learn(who, course, age)

    @rule(target=completions, who=people, course=courses, age=ages)
    def complete_twice(self, who: str, course: tuple[str, int], age: int) -> Completion:
        """A repeat is paid once the first is found not to have been."""
        first, second = self.learn(who, course, age), self.learn(who, course, 0)
        self.void_completion(first)
        return second

    def learn(self, who: str, course: tuple[str, int], age: int) -> Completion:
        name, completion, at = self.course(course), self.name("X"), self.spec.now - timedelta(days=age)
        command = RecordCompletion(employee=who, course=name, completion=completion, source="test", at=at)
        self.ask(command, lambda: self.oracle.lessons.complete(who, name, completion, at))
        return who, name, completion

    @rule(completion=completions)
    def void_completion(self, completion: Completion) -> None:
        who, course, name = completion
        command = VoidCompletion(employee=who, course=course, completion=name, because="WRONG")
        self.ask(command, lambda: self.oracle.lessons.void_completion(who, course, name))

    @rule(
        target=sessions,
        course=courses,
        trainer=people,
        there=st.dictionaries(people, st.sampled_from((60, 75, MINUTES, MINUTES)), min_size=1),
        age=ages,
    )
    def teach(self, course: tuple[str, int], trainer: str, there: dict[str, int], age: int) -> str:
        """A session from plan to close."""
        name, session = self.course(course), self.name("S")
        ends = self.spec.now - timedelta(days=age)
        starts = ends - timedelta(minutes=MINUTES)
        minutes = {who: there[who] for who in there if who != trainer}
        commands: list[Command] = [
            ScheduleSession(session=session, course=name, branch="CD", starts_at=starts, ends_at=ends, trainer=trainer),
            OpenSession(session=session),
        ]
        for who, stayed in minutes.items():
            out = starts + timedelta(minutes=stayed)
            commands += [
                EnrolLearner(session=session, employee=who),
                CheckIn(session=session, employee=who, method="kiosk", at=starts),
                CheckOut(session=session, employee=who, method="kiosk", at=out),
            ]
        self.spec.given(*commands)
        self.ask(CloseSession(session=session), lambda: self.oracle.lessons.hold(session, name, trainer, minutes, ends))
        return session

    @rule(session=sessions, who=people)
    def void_attendance(self, session: str, who: str) -> None:
        command = VoidAttendance(session=session, employee=who, because="WRONG")
        self.ask(command, lambda: self.oracle.lessons.void_attendance(session, who, self.spec.now))

    @rule(session=sessions, scores=st.dictionaries(people, st.sampled_from((60, 95, 100)), min_size=3))
    def rate(self, session: str, scores: dict[str, int]) -> None:
        for who, score in scores.items():
            command = RateSession(session=session, employee=who, score=Decimal(score))
            self.ask(command, lambda who=who, score=score: self.oracle.lessons.rate(session, who, score))  # type: ignore[misc]
        close = CloseRating(session=session)
        self.ask(close, lambda: self.oracle.lessons.close_rating(session, self.spec.now))

    @rule(who=people, late=st.sampled_from((0, 0, 0, 1, 40, 400, -1)))
    def expire(self, who: str, late: int) -> None:
        """A run, which may be of an earlier day, or be asked about one that has not come."""
        until = self.spec.now - timedelta(days=late)
        command = ExpirePoints(employee=who, until=until)
        self.ask(command, lambda: self.oracle.expire(who, until, self.spec.now))

    @rule(hours=st.sampled_from((1, 24, 71, 24 * 4, 24 * 14, 24 * 32, 24 * 200)))
    def wait(self, hours: int) -> None:
        self.spec.later(hours=hours)
