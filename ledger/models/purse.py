"""What a person can spend, lot by lot, and what the person owes."""

from datetime import datetime
from typing import NamedTuple

from ledger.events import (
    DebtSettled,
    Event,
    LotPart,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    RedemptionCancelled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.models.model import Model


class Lot(NamedTuple):
    """Points of one earning: how many are left, how many paid off a debt, how many expired."""

    points: int
    left: int
    expired: int
    expires_at: datetime | None
    reversed: bool = False

    @property
    def gone(self) -> int:
        """Points that bought something, are held for it, or paid off a debt: owed if the lot is reversed."""
        return self.points - self.left - self.expired


class Purse(Model):
    """What a person can spend, lot by lot, and what the person owes."""

    about = ("employee",)
    reads = (
        PointsEarned,
        PointsReversed,
        PointsExpired,
        DebtSettled,
        RedemptionRequested,
        RedemptionCancelled,
        RedemptionRefunded,
    )

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.employee = employee
        self.lots: dict[str, Lot] = {}
        self.debt = 0

    def apply(self, event: Event) -> None:
        """Move points between lots and debt."""
        match event:
            case RedemptionRequested():
                for lot, points in event.lots:
                    self._change(lot, left=-points)
            case PointsEarned():
                self.lots[event.lot] = Lot(event.points, event.points, 0, event.expires_at)
            case DebtSettled():
                self._change(event.lot, left=-event.points)
                self.debt -= event.points
            case RedemptionCancelled() | RedemptionRefunded():
                for lot, points in event.lots:
                    self._change(lot, left=points)
            case PointsReversed():
                self.lots[event.lot] = self.lots[event.lot]._replace(left=0, reversed=True)
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

    def expired(self, now: datetime) -> list[tuple[str, Lot]]:
        """List the lots whose date has come with points left in them."""
        return [
            (name, lot)
            for name, lot in sorted(self.lots.items())
            if lot.left > 0 and lot.expires_at is not None and lot.expires_at <= now
        ]

    def _change(self, name: str, *, left: int, expired: int = 0) -> None:
        before = self.lots[name]
        # Spelt out, because `_replace` takes three times as long and every redemption comes through here.
        self.lots[name] = Lot(
            before.points, before.left + left, before.expired + expired, before.expires_at, before.reversed
        )


class Debt(Model):
    """What a person owes: seldom anything, so this is a cheaper question than the whole purse."""

    about = ("employee",)
    reads = (PointsReversed, DebtSettled)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.points = 0

    def apply(self, event: Event) -> None:
        """Owe more or less."""
        match event:
            case PointsReversed():
                self.points += event.debt
            case DebtSettled():
                self.points -= event.points
