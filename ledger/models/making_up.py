"""Whether a missed session may be made up for, and was."""

from typing import Literal, NamedTuple

from ledger.events import Event, MakeUpApproved, MakeUpRejected, MakeUpRequested, SessionMadeUp
from ledger.models.model import Model

MakeUpState = Literal["none", "requested", "approved", "rejected"]


class MakeUp(Model):
    """One person and one missed session."""

    about = ("employee", "session")
    reads = (MakeUpRequested, MakeUpApproved, MakeUpRejected, SessionMadeUp)

    def __init__(self, employee: str, session: str) -> None:
        super().__init__(employee, session)
        self.state: MakeUpState = "none"
        self.completion: str | None = None

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case MakeUpRequested():
                self.state = "requested"
            case MakeUpApproved():
                self.state = "approved"
            case MakeUpRejected():
                self.state = "rejected"
            case SessionMadeUp():
                self.completion = event.completion


class MadeUp(NamedTuple):
    """A completion in place of a session."""

    employee: str
    course: str
    completion: str


class MakeUps(Model):
    """Everybody who made up for a session."""

    about = ("session",)
    reads = (SessionMadeUp,)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.made: tuple[MadeUp, ...] = ()

    def apply(self, event: Event) -> None:
        """Keep each."""
        if isinstance(event, SessionMadeUp):
            self.made = (*self.made, MadeUp(event.employee, event.course, event.completion))
