"""Which periods are being closed, which are closed, and how far the closing of one has come."""

from datetime import datetime
from decimal import Decimal
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
from ledger.vocabulary import LATEST

Stage = Literal["open", "closing", "closed", "sealed"]
COMPANYWIDE = "credits"
NOTHING = Decimal("0.00")


class Shut(NamedTuple):
    """A period that is closed, or being closed."""

    name: str
    begins: datetime
    ends: datetime
    closed: bool


class Books(Model):
    """The periods that are no longer open: one fold for the whole company."""

    about = ("books",)
    reads = (ClosingBegun, PeriodReopened, PeriodClosed)

    def __init__(self, books: str = COMPANYWIDE) -> None:
        super().__init__(books)
        self.shut: dict[str, Shut] = {}
        # From here on everything is open.
        self.until: datetime | None = None

    def apply(self, event: Event) -> None:
        """Take each step of a period."""
        match event:
            case ClosingBegun() | PeriodClosed():
                closed = isinstance(event, PeriodClosed)
                self.shut[event.period] = Shut(event.period, event.begins, event.ends, closed)
            case PeriodReopened():
                del self.shut[event.period]
        self.until = max((one.ends for one in self.shut.values()), default=None)

    def at(self, moment: datetime) -> Shut | None:
        """Give the period that a moment lies in, unless it is open."""
        if self.until is None or moment >= self.until:
            return None
        return next((one for one in self.shut.values() if one.begins <= moment < one.ends), None)

    def is_closed(self, period: str) -> bool:
        """Tell whether a period is closed for good."""
        return period in self.shut and self.shut[period].closed

    def open_after(self, period: str) -> str:
        """Name the first period after this one that is not closed."""
        return next(name for year in range(int(period) + 1, LATEST) if not self.is_closed(name := str(year)))


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
