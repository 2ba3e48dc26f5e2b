"""What can be redeemed, with what, and what was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from ledger.events import (
    Event,
    LotPart,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
    RewardListed,
    RewardRepriced,
    RewardRestocked,
)
from ledger.models.model import Model


class Shelf(Model):
    """How many units of a reward are left, and what one costs now."""

    about = ("reward",)
    reads = (
        RewardListed,
        RewardRestocked,
        RewardRepriced,
        RedemptionRequested,
        RedemptionCancelled,
        RedemptionRefunded,
    )

    def __init__(self, reward: str) -> None:
        super().__init__(reward)
        self.listed = False
        self.left = 0
        self.price = 0

    def apply(self, event: Event) -> None:
        """Count units in and out."""
        match event:
            case RedemptionRequested():
                self.left -= 1
            case RewardListed():
                self.listed, self.left, self.price = True, event.stock, event.price
            case RewardRestocked():
                self.left += event.units
            case RewardRepriced():
                self.price = event.price
            case RedemptionCancelled() | RedemptionRefunded():
                self.left += 1


class Lot(NamedTuple):
    """Points of one earning: how many are left, how many paid off a debt, how many expired."""

    points: int
    left: int
    set_off: int
    expired: int
    expires_at: datetime | None
    reversed: bool = False

    @property
    def spent(self) -> int:
        """Points that bought something or are held for it, or paid off a debt."""
        return self.points - self.left - self.expired


class Purse(Model):
    """What a person can spend, lot by lot, and what the person owes."""

    about = ("employee",)
    reads = (
        PointsEarned,
        PointsReversed,
        PointsExpired,
        RedemptionRequested,
        RedemptionCancelled,
        RedemptionRefunded,
    )

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.lots: dict[str, Lot] = {}
        self.debt = 0

    def apply(self, event: Event) -> None:
        """Move points between lots and debt."""
        match event:
            case RedemptionRequested():
                for lot, points in event.lots:
                    self._change(lot, left=-points)
            case PointsEarned():
                left = event.points - event.set_off
                self.lots[event.lot] = Lot(event.points, left, event.set_off, 0, event.expires_at)
                self.debt -= event.set_off
            case RedemptionCancelled() | RedemptionRefunded():
                for lot, points in event.lots:
                    self._change(lot, left=points)
                self._set_off(event.lots, event.set_off)
            case PointsReversed():
                lot_ = self.lots[event.lot]
                self.lots[event.lot] = lot_._replace(left=0, reversed=True)
                self.debt += event.debt
            case PointsExpired():
                self._change(event.lot, left=-event.points, expired=event.points)

    def spendable(self, now: datetime) -> int:
        """Count the points that can be spent now."""
        return sum(lot.left for lot in self.lots.values() if lot.expires_at is None or lot.expires_at > now)

    def spend(self, points: int, now: datetime) -> tuple[LotPart, ...] | None:
        """Choose lots to take points from, the earliest expiry first; None if they do not reach."""
        usable = [
            (name, lot)
            for name, lot in self.lots.items()
            if lot.left > 0 and (lot.expires_at is None or lot.expires_at > now)
        ]
        if len(usable) > 1:
            usable.sort(key=lambda entry: (entry[1].expires_at is None, entry[1].expires_at or now, entry[0]))
        parts: list[LotPart] = []
        for name, lot in usable:
            part = min(lot.left, points)
            parts.append(LotPart(name, part))
            points -= part
            if points == 0:
                return tuple(parts)
        return None

    def returned(self, lots: Sequence[LotPart]) -> int:
        """Say how much of lots that come back pays off the debt first."""
        return min(self.debt, sum(part.points for part in lots))

    def expired(self, now: datetime) -> list[tuple[str, Lot]]:
        """List the lots whose date has come with points left in them."""
        return [
            (name, lot)
            for name, lot in sorted(self.lots.items())
            if lot.left > 0 and lot.expires_at is not None and lot.expires_at <= now
        ]

    def _change(self, name: str, *, left: int, expired: int = 0) -> None:
        lot = self.lots[name]
        self.lots[name] = lot._replace(left=lot.left + left, expired=lot.expired + expired)

    def _set_off(self, lots: Sequence[LotPart], points: int) -> None:
        self.debt -= points
        for name, part in lots:
            paid = min(part, points)
            lot = self.lots[name]
            self.lots[name] = lot._replace(left=lot.left - paid, set_off=lot.set_off + paid)
            points -= paid


RedemptionState = Literal["none", "requested", "fulfilled", "cancelled", "refunded"]


class RedemptionSoFar(Model):
    """How far a redemption has come."""

    about = ("redemption",)
    reads = (RedemptionRequested, RedemptionFulfilled, RedemptionCancelled, RedemptionRefunded)

    def __init__(self, redemption: str) -> None:
        super().__init__(redemption)
        self.state: RedemptionState = "none"
        self.request: RedemptionRequested | None = None

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case RedemptionRequested():
                self.state, self.request = "requested", event
            case RedemptionFulfilled():
                self.state = "fulfilled"
            case RedemptionCancelled():
                self.state = "cancelled"
            case RedemptionRefunded():
                self.state = "refunded"
