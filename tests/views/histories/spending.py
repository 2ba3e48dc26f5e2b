"""Rewards, redemptions and lots."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from views.histories.scene import BRANCHES, Scene

from ledger import events as e
from ledger.models.redemptions import RedemptionSoFar
from ledger.rewards.paid_leave import PaidLeave


class Spending(Scene):
    """Rewards, redemptions and lots."""

    def reward(self) -> Iterator[e.Event]:
        draw = self.random.random()
        if not self.prices or draw < 0.3:
            reward, price = self.name("R"), self.random.randrange(5, 40)
            self.prices[reward] = price
            yield e.RewardListed(
                effective_at=self.tick(), reward=reward, title="Mug", kind="goods", price=price, stock=50
            )
        elif draw < 0.6:
            reward = self.pick(self.prices)
            self.prices[reward] = self.random.randrange(5, 40)
            yield e.RewardRepriced(effective_at=self.tick(), reward=reward, price=self.prices[reward])
        else:
            yield e.RewardRestocked(effective_at=self.tick(), reward=self.pick(self.prices), units=20)

    def offer(self) -> Iterator[e.Event]:
        """Whom a reward is for, how much of it, at which price to come, and whether at all."""
        reward, at = self.pick(self.prices), self.tick()
        later = at + timedelta(days=self.random.randrange(1, 90))
        few = tuple(self.random.sample(BRANCHES, self.random.randrange(3)))
        yield self.random.choice(
            (
                e.RewardOffered(
                    effective_at=at, reward=reward, begins_at=at, ends_at=later, branches=few, positions=(), levels=()
                ),
                e.RewardLimited(
                    effective_at=at,
                    reward=reward,
                    holder=self.random.choice(("person", "branch")),
                    period=self.random.choice(("month", "quarter", "year", "lifetime")),
                    units=self.random.choice((None, 2, 50)),
                ),
                e.RewardRepriced(effective_at=later.replace(hour=0, minute=0, second=0), reward=reward, price=20),
                e.RewardRetired(effective_at=at, reward=reward, because="SUPPLIER_CLOSED"),
                e.RewardRelisted(effective_at=at, reward=reward),
                e.RewardListed(
                    effective_at=at,
                    reward=self.name("L"),
                    title="带薪假期半天",
                    kind="paid_leave",
                    price=50,
                    stock=None,
                    terms=PaidLeave(days=Decimal("0.5")),
                ),
            )
        )

    def storeroom(self) -> Iterator[e.Event]:
        reward, batch, at = self.pick(self.prices), self.name("B"), self.tick()
        ends = at + timedelta(days=30)
        yield e.RewardRestocked(
            effective_at=at, reward=reward, units=9, batch=batch, good_until=ends, because="DELIVERED"
        )
        yield e.RewardRecounted(effective_at=at, reward=reward, units=self.random.choice((-1, 1)), because="STOCKTAKE")
        yield e.StockWatched(effective_at=at, reward=reward, low_at=5 if batch.endswith("5") else None)
        if self.random.random() < 0.3:
            yield e.BatchWrittenOff(effective_at=ends, reward=reward, batch=batch, units=2)
            yield e.StockRanLow(effective_at=self.now, reward=reward, left=3, low_at=5)

    def waiting(self) -> Iterator[e.Event]:
        """Some are called, of whom some let their turn pass; some leave, some redeem, some still wait."""
        about = {"employee": self.pick(self.people), "reward": self.pick(self.prices)}
        yield e.WaitingJoined(effective_at=self.tick(), **about)
        draw = self.random.random()
        if draw < 0.6:
            yield e.WaitingCalled(effective_at=self.tick(), **about, until=self.now + timedelta(days=3))
        if draw < 0.2:
            yield e.WaitingLapsed(effective_at=self.tick(), **about)
        elif draw > 0.8:
            yield e.WaitingLeft(effective_at=self.tick(), **about)

    def expiry(self) -> Iterator[e.Event]:
        employee = self.pick(self.people)
        for name, lot in self.purses[employee].lots.items():
            if lot.left:
                points, lot.left = lot.left, 0
                lot.expired += points
                yield e.PointsExpired(effective_at=self.tick(), employee=employee, lot=name, points=points)
                return

    def redemption(self) -> Iterator[e.Event]:
        employee, reward = self.pick(self.people), self.pick(self.prices)
        units = self.random.choice((1, 1, 1, 3))
        price = units * self.prices[reward]
        parts = self.purses[employee].take(price)
        if parts:
            at, watched = self.tick(), self.random.random() < 0.3
            request = e.RedemptionRequested(
                effective_at=at,
                redemption=self.name("Q"),
                employee=employee,
                reward=reward,
                price=price,
                lots=parts,
                units=units,
                approvals=("line_manager", "branch_head") if watched else (),
                lapses_at=at + timedelta(days=14) if watched else None,
            )
            self.open[request.redemption] = so_far = RedemptionSoFar(request.redemption)
            so_far.apply(request)
            yield request

    def burst(self) -> Iterator[e.Event]:
        for _ in range(40):
            yield from self.redemption()

    def redemption_end(self) -> Iterator[e.Event]:
        if not self.open:
            return
        so_far = self.open.pop(self.pick(self.open))
        for fact in self.redemption_step(so_far):
            so_far.apply(fact)
            yield fact
        if so_far.state in ("requested", "approved", "fulfilled"):
            self.open[so_far.redemption] = so_far

    def redemption_step(self, so_far: RedemptionSoFar) -> Iterator[e.Event]:
        request = so_far.request
        assert request is not None
        named = request.model_dump(include={"redemption", "employee", "reward"})
        said = {**named, "step": "line_manager", "approver": self.pick(self.people), "capacity": "holder"}
        draw, unit = self.random.random(), so_far.unit_price
        if so_far.approvals_missing and draw < 0.7:
            yield e.RedemptionApproved(effective_at=self.tick(), **said)
        elif so_far.state == "approved" and draw < 0.6:
            units = self.random.randint(1, so_far.waiting)
            yield e.RedemptionFulfilled(effective_at=self.tick(), **named, price=units * unit, units=units)
        elif so_far.kept > so_far.used and draw < 0.4:
            yield e.BenefitUsed(effective_at=self.tick(), **named, units=1)
        elif so_far.waiting and self.lots_live(request):
            if so_far.approvals_missing:
                yield self.random.choice(
                    (
                        e.RedemptionLapsed(effective_at=self.tick(), **named),
                        e.RedemptionRejected(effective_at=self.tick(), **said, because="TEAM_SHORT"),
                    )
                )
            lots, units = so_far.held, so_far.waiting
            yield e.RedemptionCancelled(
                effective_at=self.tick(), **named, price=units * unit, lots=lots, units=units, because="CHANGED_MIND"
            )
            yield from self.returned(request.employee, lots)
        elif so_far.kept > so_far.used and self.lots_live(request):
            units = self.random.randint(1, so_far.kept - so_far.used)
            lots = so_far.last_spent(units)
            yield e.RedemptionRefunded(
                effective_at=self.tick(), **named, price=units * unit, lots=lots, units=units, because="UNUSED"
            )
            yield from self.returned(request.employee, lots)

    def vouchers(self) -> Iterator[e.Event]:
        codes = tuple(f"{self.random.getrandbits(256):064x}" for _ in range(2))
        reward, employee, name = self.pick(self.prices), self.pick(self.people), self.name("Q")
        yield e.VouchersLoaded(effective_at=self.tick(), reward=reward, vouchers=codes)
        for kind in (e.VouchersAssigned, e.VouchersShown):
            yield kind(effective_at=self.now, redemption=name, employee=employee, reward=reward, vouchers=codes)

    def lots_live(self, request: e.RedemptionRequested) -> bool:
        """A lot reversed meanwhile cannot take points back; such requests stay as they are."""
        return all(part.lot in self.purses[request.employee].lots for part in request.lots)

    def activation(self) -> Iterator[e.Event]:
        for employee, purse in self.purses.items():
            for name, lot in purse.lots.items():
                if lot.pending:
                    points, lot.left, lot.pending = lot.pending, lot.left + lot.pending, 0
                    yield e.PointsActivated(effective_at=self.tick(), employee=employee, lot=name, points=points)
                    return

    def adjustment(self) -> Iterator[e.Event]:
        owing = [person for person, purse in self.purses.items() if purse.debt]
        kind = self.random.choice(("grant", "deduct", "deduct", "waive" if owing else "deduct"))
        employee, adjustment = self.pick(owing if kind == "waive" else self.people), self.name("A")
        purse = self.purses[employee]
        points = self.random.randrange(1, purse.debt + 1 if kind == "waive" else 200)
        same: dict[str, Any] = {"employee": employee, "adjustment": adjustment}
        yield e.AdjustmentProposed(
            effective_at=self.tick(),
            **same,
            kind=kind,
            points=points,
            because="COUNTED_TWICE",
            note="0" * 64,
            **self.in_a_file(adjustment),
            proposer="zhou",
            lapses_at=self.now + timedelta(days=14),
        )
        if self.random.random() < 0.2:
            yield e.AdjustmentRejected(effective_at=self.tick(), **same, rejecter="qian", because="NO_EVIDENCE")
            return
        yield e.AdjustmentApproved(effective_at=self.tick(), **same, approver="qian")
        if kind == "grant":
            yield from self.earn(employee, f"adjustment/adjustment:{adjustment}", points, None)
        elif kind == "waive":
            purse.debt -= points
            yield e.DebtWaived(effective_at=self.now, **same, points=points)
        else:
            taken = min(points, sum(lot.left for lot in purse.lots.values()))
            lots = purse.take(taken) or ()
            for name, part in lots:
                purse.lots[name].points -= part
            purse.debt += points - taken
            yield e.PointsDeducted(
                effective_at=self.now, **same, points=points, lots=lots, taken=taken, debt=points - taken
            )

    def in_a_file(self, adjustment: str) -> dict[str, Any]:
        """Most corrections come with others, as a row that proves it."""
        if not int(adjustment.rpartition(".")[2]) % 3:
            return {}
        return {"reference": "HR-1", "evidence": sha256(adjustment.encode()).hexdigest(), "batch": "corrections"}
