"""What a person already got for a course, and what became of another system's statements."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ledger.events import (
    CreditsAwarded,
    CreditsReversed,
    Event,
    StatementReceived,
    StatementVoided,
)
from ledger.models.model import Model

NOTHING = Decimal("0.00")


class Award(NamedTuple):
    """What one activity earned, and what it is worth by itself."""

    credits: Decimal
    worth: Decimal
    shortfall: str | None
    effective_at: datetime
    reversed: bool


class Awards(Model):
    """A person's awards for one course, by activity."""

    about = ("employee", "course")
    reads = (CreditsAwarded, CreditsReversed)

    def __init__(self, employee: str, course: str) -> None:
        super().__init__(employee, course)
        self.employee = employee
        self.course = course
        self.by_activity: dict[str, Award] = {}

    def apply(self, event: Event) -> None:
        """Keep the newest word on each activity."""
        match event:
            case CreditsAwarded():
                self.by_activity[event.activity] = Award(
                    event.credits, event.worth, event.shortfall, event.effective_at, reversed=False
                )
            case CreditsReversed():
                award = self.by_activity[event.activity]
                self.by_activity[event.activity] = award._replace(credits=NOTHING, reversed=True)

    def paid_in_year_of(self, moment: datetime, zone: ZoneInfo, *, but: str) -> bool:
        """Tell whether another activity in the same calendar year was paid."""
        year = moment.astimezone(zone).year
        return any(
            award.credits > 0 and activity != but and award.effective_at.astimezone(zone).year == year
            for activity, award in self.by_activity.items()
        )

    def next_in_line(self, moment: datetime, zone: ZoneInfo, *, after: str) -> str | None:
        """Name the earliest repeat of that year that earned nothing only because of the award now reversed."""
        year = moment.astimezone(zone).year
        waiting = [
            (award.effective_at, activity)
            for activity, award in self.by_activity.items()
            if activity != after
            and award.shortfall == "REPEAT"
            and not award.reversed
            and award.credits == 0
            and award.effective_at.astimezone(zone).year == year
        ]
        return min(waiting)[1] if waiting else None


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
