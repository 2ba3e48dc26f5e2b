"""Which prompts were shown in a session, and who answered them."""

from collections.abc import Sequence
from datetime import datetime

from ledger.events import AttendancePromptAnswered, AttendancePromptIssued, Event
from ledger.models.model import Model


class Prompts(Model):
    """The prompts that a session has shown."""

    about = ("session",)
    reads = (AttendancePromptIssued,)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.shown: dict[str, AttendancePromptIssued] = {}

    def apply(self, event: Event) -> None:
        """Note what was shown, and when."""
        if isinstance(event, AttendancePromptIssued):
            self.shown[event.prompt] = event

    def shown_within(self, there: Sequence[tuple[datetime, datetime]]) -> set[str]:
        """Name those that were shown while somebody was there."""
        return {
            name
            for name, prompt in self.shown.items()
            if any(begins <= prompt.effective_at < ends for begins, ends in there)
        }


class Answered(Model):
    """The prompts of a session that one person answered."""

    about = ("employee", "session")
    reads = (AttendancePromptAnswered,)

    def __init__(self, employee: str, session: str) -> None:
        super().__init__(employee, session)
        self.prompts: set[str] = set()

    def apply(self, event: Event) -> None:
        """Note an answer."""
        if isinstance(event, AttendancePromptAnswered):
            self.prompts.add(event.prompt)


class Answers(Model):
    """Everybody's answers in a session: what a close needs."""

    about = ("session",)
    reads = (AttendancePromptAnswered,)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.by_person: dict[str, frozenset[str]] = {}

    def apply(self, event: Event) -> None:
        """Note an answer."""
        if isinstance(event, AttendancePromptAnswered):
            self.by_person[event.employee] = self.of(event.employee) | {event.prompt}

    def of(self, employee: str) -> frozenset[str]:
        """Name the prompts that a person answered."""
        return self.by_person.get(employee, frozenset())
