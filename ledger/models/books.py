"""How far the books are closed, and how far the closing of one period has come."""

from datetime import datetime
from typing import Literal, NamedTuple

from ledger.events import (
    CarryOverAdvanced,
    CarryOverFinished,
    ClosingBegun,
    Event,
    PeriodClosed,
    PeriodReopened,
    PeriodSealed,
)
from ledger.models.model import Model
from ledger.vocabulary import NOTHING

Stage = Literal["open", "closing", "closed", "sealed"]
COMPANYWIDE = "credits"


class Shut(NamedTuple):
    """A period that is closed, or being closed, and with it all before it."""

    name: str
    ends: datetime
    closed: bool


class Books(Model):
    """The periods that are no longer open: one fold for the whole company."""

    about = ("books",)
    reads = (ClosingBegun, PeriodReopened, PeriodClosed)

    def __init__(self, books: str = COMPANYWIDE) -> None:
        super().__init__(books)
        # In their order, which is that of time: nothing before a period that is shut is closed after it.
        self.shut: tuple[Shut, ...] = ()

    def apply(self, event: Event) -> None:
        """Take each step of a period."""
        match event:
            case ClosingBegun():
                self.shut = (*self.shut, Shut(event.period, event.ends, closed=False))
            case PeriodClosed():
                self.shut = (*self.shut[:-1], Shut(event.period, event.ends, closed=True))
            case PeriodReopened():
                self.shut = self.shut[:-1]

    @property
    def until(self) -> datetime | None:
        """From here on everything is open; None if nothing was ever shut."""
        return self.shut[-1].ends if self.shut else None

    def at(self, moment: datetime) -> Shut | None:
        """Give what shuts the books for a moment."""
        return next((one for one in self.shut if moment < one.ends), None)

    def of(self, period: str) -> Shut | None:
        """Give what shuts the books for a period."""
        return next((one for one in self.shut if period <= one.name), None)

    @property
    def open(self) -> str:
        """Name the first period that is not closed, once one is."""
        return str(1 + max(int(one.name) for one in self.shut if one.closed))


class Closing(Model):
    """How far the closing of one period has come."""

    about = ("period",)
    reads = (ClosingBegun, PeriodReopened, PeriodClosed, PeriodSealed, CarryOverAdvanced, CarryOverFinished)

    def __init__(self, period: str) -> None:
        super().__init__(period)
        self.stage: Stage = "open"
        self.begun: ClosingBegun | None = None
        # The position as of which it was sealed.
        self.as_of: int | None = None
        # The last person whose credits were carried over, in the order of their ids.
        self.carried_upto = ""
        self.carried_people, self.carried_credits = 0, NOTHING
        self.finished = False

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case ClosingBegun():
                self.stage, self.begun = "closing", event
            case PeriodReopened():
                self.stage, self.begun = "open", None
            case PeriodClosed():
                self.stage = "closed"
            case PeriodSealed():
                self.stage, self.as_of = "sealed", event.as_of
            case CarryOverAdvanced():
                self.carried_upto = event.upto
                self.carried_people += event.people
                self.carried_credits += event.credits
            case CarryOverFinished():
                self.finished = True
