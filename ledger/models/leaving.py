"""Whether a person's account ends, and what of it is still held."""

from ledger.events import (
    AccountSettled,
    EmployeeJoined,
    EmployeeLeft,
    Event,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRequested,
)
from ledger.models.model import Model


class Departure(Model):
    """Whether a person leaves, and whether the account is settled; who joins again does not leave."""

    about = ("employee",)
    reads = (EmployeeLeft, EmployeeJoined, AccountSettled)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.employee = employee
        self.left: EmployeeLeft | None = None
        self.settled = False

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case EmployeeLeft():
                self.left, self.settled = event, False
            case EmployeeJoined():
                self.left = None
            case AccountSettled():
                self.settled = True


class OpenRedemptions(Model):
    """The redemptions of a person of which units are still held, by name."""

    about = ("employee",)
    reads = (RedemptionRequested, RedemptionFulfilled, RedemptionCancelled)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.units: dict[str, int] = {}

    def apply(self, event: Event) -> None:
        """Count units in and out."""
        match event:
            case RedemptionRequested():
                self.units[event.redemption] = event.units
            case RedemptionFulfilled() | RedemptionCancelled():
                self.units[event.redemption] -= event.units
                if not self.units[event.redemption]:
                    del self.units[event.redemption]
