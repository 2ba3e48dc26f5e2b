"""What becomes of an account when its person has left, decided for one moment, whenever it is looked at."""

from collections.abc import Sequence
from datetime import datetime

from ledger.earning import given_back
from ledger.events import (
    AccountSettled,
    DebtSettled,
    EmployeeLeft,
    Event,
    LotPart,
    PointsActivated,
    PointsExpired,
    PointsPaidOut,
    RedemptionCancelled,
    RedemptionRefunded,
)
from ledger.lots import due
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar


def settlement(left: EmployeeLeft, purse: Purse, open_: Sequence[RedemptionSoFar]) -> list[Event]:
    """Settle what was due, call off what is held, pay the debt off, and then pay out or lapse all that is left."""
    at, world = left.settles_at, _same(purse)
    facts = _took(world, due(world, at))
    facts += _took(world, [_called_off(one, at) for one in open_ if one.held])
    facts += _took(world, _ripened(world, at))
    facts += _took(world, _debt_paid(world, at))
    usable = [LotPart(name, lot.left) for name, lot in world.lots.items() if lot.left and lot.usable(at)]
    paid: list[Event] = []
    if left.treatment == "pay_out" and usable:
        points = sum(part.points for part in usable)
        paid = [PointsPaidOut(employee=left.employee, points=points, lots=tuple(usable), effective_at=at)]
    facts += _took(world, paid)
    facts += _took(world, [_lapsed(world, name, lot.left, at) for name, lot in world.lots.items() if lot.left])
    settled = AccountSettled(
        employee=left.employee,
        paid_out=sum(fact.points for fact in facts if isinstance(fact, PointsPaidOut)),
        lapsed=sum(fact.points for fact in facts if isinstance(fact, PointsExpired)),
        debt=world.debt,
        effective_at=at,
    )
    return [*facts, settled]


def closed_again(left: EmployeeLeft, purse: Purse, back: RedemptionRefunded) -> list[Event]:
    """Let nothing stay in an account that is settled: what comes back is paid out or lapses as the rest did."""
    at, world = back.effective_at, _same(purse)
    before = {name: lot.left for name, lot in world.lots.items()}
    facts = _took(world, [back])
    facts += _took(world, given_back(purse, back.lots, at))
    parts = [LotPart(name, lot.left - before[name]) for name, lot in world.lots.items() if lot.left > before[name]]
    if left.treatment == "pay_out" and parts:
        points = sum(part.points for part in parts)
        return [*facts, PointsPaidOut(employee=left.employee, points=points, lots=tuple(parts), effective_at=at)]
    return [*facts, *(_lapsed(world, name, points, at) for name, points in parts)]


def _same(purse: Purse) -> Purse:
    world = Purse(purse.employee)
    world.lots, world.debt = dict(purse.lots), purse.debt
    return world


def _took(world: Purse, facts: list[Event]) -> list[Event]:
    for fact in facts:
        world.apply(fact)
    return facts


def _called_off(redemption: RedemptionSoFar, at: datetime) -> RedemptionCancelled:
    asked = redemption.request
    assert asked is not None  # noqa: S101 - what is held was requested
    return RedemptionCancelled(
        redemption=redemption.redemption,
        employee=asked.employee,
        reward=asked.reward,
        price=sum(part.points for part in redemption.held),
        lots=redemption.held,
        because="ACCOUNT_SETTLED",
        units=redemption.waiting,
        effective_at=at,
    )


def _ripened(world: Purse, at: datetime) -> list[Event]:
    """What was still to become active was not earned to the end: it lapses."""
    return [
        kind(employee=world.employee, lot=name, points=lot.pending, effective_at=at)
        for name, lot in world.lots.items()
        if lot.pending
        for kind in (PointsActivated, PointsExpired)
    ]


def _debt_paid(world: Purse, at: datetime) -> list[Event]:
    facts: list[Event] = []
    owed = world.debt
    for name, lot in world.lots.items():
        if paid := min(owed, lot.left):
            facts.append(DebtSettled(employee=world.employee, lot=name, points=paid, effective_at=at))
            owed -= paid
    return facts


def _lapsed(world: Purse, name: str, points: int, at: datetime) -> Event:
    return PointsExpired(employee=world.employee, lot=name, points=points, effective_at=at)
