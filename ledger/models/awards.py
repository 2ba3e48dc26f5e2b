"""What a person already got for a course, and what became of another system's statements."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ledger.calculators import Basis
from ledger.events import (
    AttendanceCorrected,
    AttendanceVoided,
    CompletionRecorded,
    CompletionVoided,
    CreditsAwarded,
    CreditsReversed,
    Event,
    StatementReceived,
    StatementVoided,
)
from ledger.models.model import Model
from ledger.vocabulary import NOTHING, CourseCategory, CourseKind, Shortfall

# Whether what was learnt at a moment counts once together with something else.
InPeriod = Callable[[datetime], bool]


class Award(NamedTuple):
    """What one activity earned, and what it is worth by itself."""

    credits: Decimal
    worth: Decimal
    shortfall: Shortfall | None
    effective_at: datetime
    reversed: bool = False
    minutes: int | None = None
    voided: bool = False
    basis: Basis | None = None
    kind: CourseKind | None = None
    category: CourseCategory | None = None
    makes_up: str | None = None

    @property
    def in_line(self) -> bool:
        """Paid, or to be paid as soon as everything before it in the same year has gone."""
        return self.worth > 0 and self.shortfall in (None, "REPEAT") and not self.voided


class Awards(Model):
    """A person's awards for one course, by activity, in the order in which they are in line to be paid."""

    about = ("employee", "course")
    reads = (CreditsAwarded, CreditsReversed, AttendanceCorrected, AttendanceVoided, CompletionVoided)

    def __init__(self, employee: str, course: str) -> None:
        super().__init__(employee, course)
        self.employee = employee
        self.course = course
        self.by_activity: dict[str, Award] = {}

    def apply(self, event: Event) -> None:
        """Keep the newest word on each activity."""
        match event:
            case CreditsAwarded():
                before = self.by_activity.get(event.activity)
                # Whatever is put right keeps its place in line; what was voided has lost it.
                if before is not None and before.voided:
                    del self.by_activity[event.activity]
                self.by_activity[event.activity] = Award(
                    event.credits,
                    event.worth,
                    event.shortfall,
                    event.effective_at,
                    minutes=event.minutes,
                    basis=event.basis,
                    kind=event.kind,
                    category=event.category,
                    makes_up=event.makes_up,
                )
            case CreditsReversed():
                award = self.by_activity[event.activity]
                self.by_activity[event.activity] = award._replace(credits=NOTHING, reversed=True)
            case CompletionVoided():
                self._void(f"completion:{event.completion}")
            case AttendanceVoided():
                self._void(f"session:{event.session}")
            case AttendanceCorrected() if event.minutes == 0:
                self._void(f"session:{event.session}")

    def paid(self, in_period: InPeriod, *, but: str) -> str | None:
        """Name another activity of the same period that was paid."""
        for activity, award in self.by_activity.items():
            if award.credits > 0 and activity != but and in_period(award.effective_at):
                return activity
        return None

    def _void(self, activity: str) -> None:
        if activity in self.by_activity:
            self.by_activity[activity] = self.by_activity[activity]._replace(voided=True)


def repeats(awards: Mapping[str, Award], period_of: Callable[[datetime], InPeriod]) -> dict[str, str | None]:
    """Name everything in line with what it is a repeat of; None: it is paid. Who was there needed no make-up."""
    line: dict[str, str | None] = {}
    for name, award in awards.items():
        if not award.in_line:
            continue
        attended = f"session:{award.makes_up}"
        if attended in awards and awards[attended].in_line:
            line[name] = attended
            continue
        in_period = period_of(award.effective_at)
        line[name] = next((one for one, of in line.items() if of is None and in_period(awards[one].effective_at)), None)
    return line


class Completions(Model):
    """Which course each of a person's completions was of: one completion has one name."""

    about = ("employee",)
    reads = (CompletionRecorded,)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.course_of: dict[str, str] = {}

    def apply(self, event: Event) -> None:
        """Keep the course."""
        if isinstance(event, CompletionRecorded):
            self.course_of[event.completion] = event.course


class Completed(Model):
    """What a person completed of a course, as it was reported."""

    about = ("employee", "course")
    reads = (CompletionRecorded,)

    def __init__(self, employee: str, course: str) -> None:
        super().__init__(employee, course)
        self.by_name: dict[str, CompletionRecorded] = {}

    def apply(self, event: Event) -> None:
        """Keep each."""
        if isinstance(event, CompletionRecorded):
            self.by_name[event.completion] = event


class StatementFate(Model):
    """Whether a statement arrived, with which content, and whether it was voided, before or after."""

    about = ("statement",)
    reads = (StatementReceived, StatementVoided)

    def __init__(self, statement: str) -> None:
        super().__init__(statement)
        self.received: StatementReceived | None = None
        self.voided = False

    def apply(self, event: Event) -> None:
        """Note arrival and voiding, in whatever order."""
        match event:
            case StatementReceived():
                self.received = event
            case StatementVoided():
                self.voided = True
