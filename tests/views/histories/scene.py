"""What a history knows so far, and how it dates and names what happens."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ledger import events as e
from ledger.models.redemptions import RedemptionSoFar

START = datetime(2025, 1, 6, 1, tzinfo=UTC)
BRANCHES = ("chengdu", "xian", "wuhan")


@dataclass
class Lot:
    points: int
    left: int
    expired: int = 0
    pending: int = 0


@dataclass
class Purse:
    lots: dict[str, Lot] = field(default_factory=dict)
    debt: int = 0

    def empty(self) -> tuple[e.LotPart, ...]:
        """Take all that is left."""
        return self.take(sum(lot.left for lot in self.lots.values())) or ()

    def take(self, price: int) -> tuple[e.LotPart, ...] | None:
        if sum(lot.left for lot in self.lots.values()) < price:
            return None
        parts = []
        for name, lot in self.lots.items():
            used = min(lot.left, price)
            if used:
                lot.left -= used
                price -= used
                parts.append(e.LotPart(name, used))
        return tuple(parts)

    def give_back(self, parts: tuple[e.LotPart, ...]) -> Iterator[tuple[str, int]]:
        """Give lots back, and name what of each pays a debt off at once."""
        for name, points in parts:
            settled = min(self.debt, points)
            self.debt -= settled
            self.lots[name].left += points - settled
            if settled:
                yield name, settled


class Scene:
    """What a history knows so far, and how it dates and names what happens."""

    def __init__(self, seed: int, people: int = 40, attendees: int = 12) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.people = [f"E{n:05}" for n in range(people)]
        self.attendees = attendees
        self.purses = {person: Purse() for person in self.people}
        self.now = START
        self.count = 0
        self.courses: dict[str, int] = {}
        self.prices: dict[str, int] = {}
        self.open: dict[str, RedemptionSoFar] = {}
        self.closed: list[tuple[str, str, str | None, list[str]]] = []
        self.years_closed = 0
        self.completed: list[e.CompletionRecorded] = []

    def pick(self, among: object) -> str:
        return self.random.choice(list(among))  # type: ignore[call-overload, no-any-return]

    def tick(self, minutes: int = 3) -> datetime:
        self.now += timedelta(seconds=self.random.randrange(60 * minutes))
        # Some facts arrive late: they happened before what is already known.
        return self.now - timedelta(hours=self.random.choice((0, 0, 0, 0, 5, 72)))

    def said(self) -> datetime:
        """Date what holds from when it is said on."""
        self.tick()
        return self.now

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}-{self.seed}.{self.count}"

    def earn(self, employee: str, lot: str, points: int, session: str | None) -> Iterator[e.Event]:
        purse = self.purses[employee]
        settled = min(purse.debt, points)
        purse.debt -= settled
        waits = self.random.random() < 0.2
        rest = points - settled
        purse.lots[lot] = Lot(points, 0 if waits else rest, pending=rest if waits else 0)
        at = self.tick(1)
        yield e.PointsEarned(
            effective_at=at,
            employee=employee,
            session=session,
            lot=lot,
            source=lot.partition("/")[0],
            points=points,
            activates_at=at + timedelta(days=7) if waits else None,
            expires_at=self.random.choice((None, at + timedelta(days=self.random.randrange(1, 30)))),
        )
        if waits and settled:
            yield e.PointsActivated(effective_at=self.now, employee=employee, lot=lot, points=settled)
        if settled:
            yield e.DebtSettled(effective_at=self.now, employee=employee, lot=lot, points=settled)

    def take_back(self, employee: str, lot: str, session: str | None) -> Iterator[e.Event]:
        held = self.purses[employee].lots.pop(lot, None)
        if held and held.points:
            # What was spent, or had paid a debt off, is owed.
            debt = held.points - held.left - held.expired - held.pending
            self.purses[employee].debt += debt
            yield e.PointsReversed(
                effective_at=self.tick(),
                employee=employee,
                session=session,
                lot=lot,
                source="learning",
                points=held.points,
                taken=held.left,
                debt=debt,
                pending=held.pending,
            )

    def returned(self, employee: str, lots: tuple[e.LotPart, ...]) -> Iterator[e.Event]:
        for lot, points in self.purses[employee].give_back(lots):
            yield e.DebtSettled(effective_at=self.now, employee=employee, lot=lot, points=points)
        for lot, points in lots:
            if points % 3 == 0:
                until = self.now + timedelta(days=30)
                yield e.LotExtended(effective_at=self.now, employee=employee, lot=lot, expires_at=until)
