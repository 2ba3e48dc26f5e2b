"""How many units of a limited reward people and branches have had."""

from typing import NamedTuple

from ledger import periods
from ledger.events import Event, RedemptionCancelled, RedemptionRefunded, RedemptionRequested
from ledger.models.model import Model
from ledger.policy import DEFAULT_POLICY


class Claim(NamedTuple):
    """What one redemption counts against: a person and perhaps a branch, in every period of its moment."""

    holders: tuple[tuple[str, str], ...]
    periods: tuple[str, ...]


class Taken(Model):
    """Units by holder and period; what is given back counts no longer, in the period it was asked for."""

    about = ("reward",)
    reads = (RedemptionRequested, RedemptionCancelled, RedemptionRefunded)

    def __init__(self, reward: str) -> None:
        super().__init__(reward)
        self.units: dict[tuple[tuple[str, str], str], int] = {}
        self.claims: dict[str, Claim] = {}

    def apply(self, event: Event) -> None:
        """Count units in and out."""
        match event:
            case RedemptionRequested():
                holders = [("person", event.employee)]
                if event.branch is not None:
                    holders.append(("branch", event.branch))
                names = periods.names(event.effective_at, DEFAULT_POLICY.time_zone).values()
                self.claims[event.redemption] = Claim(tuple(holders), tuple(names))
                self._count(event.redemption, event.units)
            case RedemptionCancelled() | RedemptionRefunded():
                self._count(event.redemption, -event.units)

    def _count(self, redemption: str, units: int) -> None:
        claim = self.claims[redemption]
        for holder in claim.holders:
            for period in claim.periods:
                self.units[holder, period] = self.units.get((holder, period), 0) + units

    def by(self, holder: str, who: str, period: str) -> int:
        """Count the units that a person or a branch has had in a period."""
        return self.units.get(((holder, who), period), 0)
