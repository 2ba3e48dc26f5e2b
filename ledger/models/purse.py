"""What a person can spend, lot by lot, and what the person owes."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ledger.events import (
    AccountSettled,
    DebtSettled,
    DebtWaived,
    EmployeeJoined,
    EmployeeLeft,
    Event,
    LotExtended,
    LotPart,
    PointsActivated,
    PointsDeducted,
    PointsEarned,
    PointsExpired,
    PointsPaidOut,
    PointsReversed,
    RedemptionCancelled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.models.model import Model

# What changes a debt.
OWING = (PointsReversed, PointsDeducted, DebtSettled, DebtWaived)


class Lot(NamedTuple):
    """Points of one earning: how many are left, how many expired, how many are pending."""

    points: int
    left: int
    expired: int
    expires_at: datetime | None
    reversed: bool = False
    pending: int = 0
    activates_at: datetime | None = None
    # Points that a correction by hand took: the lot is worth so much less than it was given with.
    deducted: int = 0

    @property
    def gone(self) -> int:
        """Points that bought something, are held for it, or paid off a debt: owed if the lot is reversed."""
        return self.points - self.left - self.pending - self.expired

    def usable(self, now: datetime) -> int:
        """Points that can be spent now, whether or not a run has come by since their instant."""
        if self.expires_at is not None and self.expires_at <= now:
            return 0
        ripe = self.pending and self.activates_at is not None and self.activates_at <= now
        return self.left + self.pending if ripe else self.left


class Purse(Model):
    """What a person can spend, lot by lot, and what the person owes."""

    about = ("employee",)
    reads = (
        PointsEarned,
        PointsActivated,
        PointsExpired,
        PointsPaidOut,
        *OWING,
        RedemptionRequested,
        RedemptionCancelled,
        RedemptionRefunded,
        LotExtended,
        EmployeeLeft,
        EmployeeJoined,
        AccountSettled,
    )

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.employee = employee
        self.lots: dict[str, Lot] = {}
        self.debt = 0
        # From then on nothing is spent or lapses until the account of who leaves is settled, however late.
        self.ends_at: datetime | None = None
        # What is learnt before the last day and recorded after the settlement waits for the person to return.
        self.settled = False

    def apply(self, event: Event) -> None:
        """Move points between lots and debt."""
        match event:
            case RedemptionRequested() | PointsPaidOut():
                self._change_all(event.lots, -1)
            case RedemptionCancelled() | RedemptionRefunded():
                self._change_all(event.lots, 1)
            case PointsDeducted():
                # What was taken back was never worth anything.
                self._change_all(event.lots, -1, points=-1)
            case _:
                self._age(event)
        if type(event) in OWING:
            self.debt += owed(event)

    def open_until(self, now: datetime) -> datetime:
        """Give the moment up to which lots age: now, or when the account ended."""
        return now if self.ends_at is None else min(now, self.ends_at)

    def spendable(self, now: datetime) -> int:
        """Count the points that can be spent now."""
        if self._ended(now):
            return 0
        return sum(lot.usable(now) for lot in self.lots.values())

    def spend(self, points: int, now: datetime) -> tuple[LotPart, ...] | None:
        """Choose lots to take points from, the earliest expiry first; None if they do not reach."""
        if self._ended(now):
            return None
        usable = [(name, lot.expires_at, left) for name, lot in self.lots.items() if (left := lot.usable(now))]
        if len(usable) > 1:
            usable.sort(key=lambda entry: (entry[1] is None, entry[1] or now, entry[0]))
        parts: list[LotPart] = []
        for name, _, left in usable:
            part = min(left, points)
            parts.append(LotPart(name, part))
            points -= part
            if points == 0:
                return tuple(parts)
        return None

    def _ended(self, now: datetime) -> bool:
        return self.settled or (self.ends_at is not None and self.ends_at <= now)

    def _age(self, event: Event) -> None:
        """Take one lot a step through its life, or the account to its end."""
        match event:
            case PointsEarned():
                self.lots[event.lot] = _new(event)
            case PointsActivated():
                self._change(event.lot, left=event.points, pending=-event.points)
            case DebtSettled():
                self._change(event.lot, left=-event.points)
            case PointsExpired():
                self._change(event.lot, left=-event.points, expired=event.points)
            case LotExtended():
                self.lots[event.lot] = self.lots[event.lot]._replace(expires_at=event.expires_at)
            case PointsReversed():
                self.lots[event.lot] = self.lots[event.lot]._replace(left=0, pending=0, reversed=True)
            case EmployeeLeft():
                self.ends_at, self.settled = event.settles_at, False
            case EmployeeJoined() | AccountSettled():
                self.ends_at, self.settled = None, isinstance(event, AccountSettled)

    def _change_all(self, parts: Iterable[LotPart], left: int, points: int = 0) -> None:
        for lot, part in parts:
            self._change(lot, left=left * part, points=points * part)

    def _change(self, name: str, *, left: int, points: int = 0, expired: int = 0, pending: int = 0) -> None:
        before = self.lots[name]
        # Spelt out, because `_replace` takes three times as long and every redemption comes through here.
        self.lots[name] = Lot(
            before.points + points,
            before.left + left,
            before.expired + expired,
            before.expires_at,
            before.reversed,
            before.pending + pending,
            before.activates_at,
            before.deducted - points,
        )


class Debt(Model):
    """What a person owes: seldom anything, so this is a cheaper question than the whole purse."""

    about = ("employee",)
    reads = OWING

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.points = 0

    def apply(self, event: Event) -> None:
        """Owe more or less."""
        self.points += owed(event)


def owed(event: Event) -> int:
    """Count what a person owes from this fact on, less than nothing if it pays."""
    if isinstance(event, PointsReversed | PointsDeducted):
        return event.debt
    return -event.points if isinstance(event, DebtSettled | DebtWaived) else 0


def _new(earned: PointsEarned) -> Lot:
    waits = 0 if earned.activates_at is None else earned.points
    left = earned.points - waits
    return Lot(earned.points, left, 0, earned.expires_at, pending=waits, activates_at=earned.activates_at)
