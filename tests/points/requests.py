"""One redemption on paper: a pile of points, each with the name of the lot it came from, and units."""

from dataclasses import dataclass, field
from datetime import datetime

from points.accounts import No


@dataclass
class Request:
    """What somebody asked for, what waits, and what came of it."""

    whose: str
    reward: str
    branch: str | None
    price: int  # of one unit
    asked_at: datetime
    lapses_at: datetime | None
    steps: list[str]
    # Units: all are waiting at first.
    waiting: int
    held: list[str]
    spent: list[str] = field(default_factory=list)
    approvers: list[str] = field(default_factory=list)
    asked_by: str | None = None
    kept: int = 0
    used: int = 0
    refunded: int = 0
    end: str = ""

    @property
    def barred(self) -> list[str]:
        """Who approves nothing more of it."""
        return [*self.approvers, *([self.asked_by] if self.asked_by else [])]

    @property
    def state(self) -> str:
        if self.waiting:
            return "requested" if len(self.approvers) < len(self.steps) else "approved"
        if self.kept:
            return "fulfilled"
        return "refunded" if self.refunded else self.end

    def some(self, units: int | None, there: int) -> int:
        if units is not None and units > there:
            raise No("UNITS_UNAVAILABLE")
        return units or there

    def fulfil(self, units: int | None) -> list[str]:
        """So many units change hands, paid with the points from the top of the pile."""
        if not self.waiting:
            raise No("REDEMPTION_SETTLED")
        if self.state == "requested":
            raise No("APPROVALS_MISSING")
        units = self.some(units, self.waiting)
        coins, self.held = self.held[: units * self.price], self.held[units * self.price :]
        self.spent += coins
        self.waiting, self.kept = self.waiting - units, self.kept + units
        return coins

    def call_off(self, end: str) -> tuple[int, list[str]]:
        """What waits is given back."""
        if not self.waiting:
            raise No("REDEMPTION_SETTLED")
        units, coins = self.waiting, self.held
        self.waiting, self.held, self.end = 0, [], end
        return units, coins

    def use(self, units: int | None) -> None:
        self.used += self.unused(units)

    def refund(self, units: int | None) -> tuple[int, list[str]]:
        """What is unused comes back, and the points that were spent last."""
        units = self.unused(units)
        paid = units * self.price
        coins, self.spent = self.spent[-paid:], self.spent[:-paid]
        self.kept, self.refunded = self.kept - units, self.refunded + units
        return units, coins

    def unused(self, units: int | None) -> int:
        if not self.kept:
            raise No("REDEMPTION_SETTLED")
        if self.kept == self.used:
            raise No("BENEFIT_ALREADY_USED")
        return self.some(units, self.kept - self.used)
