"""The purse and the shelf against a naive ledger of plain dictionaries, in any order of events.

The law of conservation, for every lot at every moment: each point that was ever earned is in exactly one place.

    issued = active + held + spent + settled (paid a debt) + expired + taken (reversed before it was spent)

and what was reversed after it had gone, less what was settled since, is the debt:

    debt = reversed-when-gone - settled
"""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from specs.spec import Spec, given
from specs.story import requested

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    DebtSettled,
    Event,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    RedemptionCancelled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.log.stored import decode
from ledger.models.purse import Debt, Purse
from ledger.models.shelf import Shelf
from ledger.recording import Command
from ledger.refusals.attendance import AlreadyReversed
from ledger.refusals.refused import Refused
from ledger.refusals.rewards import (
    NothingExpired,
    PointsInsufficient,
    PriceUnchanged,
    RedemptionSettled,
    StockExhausted,
)

PEOPLE = ("lin", "mei")
people = st.sampled_from(PEOPLE)


class Naive:
    """What a person would keep on paper: who has which lots, who owes what, what is on the shelf."""

    def __init__(self, price: int, stock: int) -> None:
        self.price, self.stock = price, stock
        self.debt = dict.fromkeys(PEOPLE, 0)
        # name of the lot -> [whose, due, left, gone, reversed]
        self.lots: dict[str, dict[str, Any]] = {}
        self.requests: dict[str, dict[str, Any]] = {}

    def earn(self, whose: str, name: str, points: int, due: datetime) -> None:
        settled = min(points, self.debt[whose])
        self.debt[whose] -= settled
        self.lots[name] = {"whose": whose, "due": due, "left": points - settled, "gone": settled, "dead": False}

    def usable(self, whose: str, now: datetime) -> list[str]:
        mine = [name for name, lot in self.lots.items() if lot["whose"] == whose and lot["left"] and lot["due"] > now]
        return sorted(mine, key=lambda name: (self.lots[name]["due"], name))

    def spendable(self, whose: str, now: datetime) -> int:
        return sum(self.lots[name]["left"] for name in self.usable(whose, now))

    def hold(self, whose: str, now: datetime) -> list[tuple[str, int]]:
        parts, wanted = [], self.price
        for name in self.usable(whose, now):
            part = min(wanted, self.lots[name]["left"])
            if part:
                parts.append((name, part))
                self.lots[name]["left"] -= part
                self.lots[name]["gone"] += part
            wanted -= part
        self.stock -= 1
        return parts

    def give_back(self, request: dict[str, Any], now: datetime) -> None:
        whose = request["whose"]
        self.stock += 1
        for name, points in request["parts"]:
            lot = self.lots[name]
            settled = min(points, self.debt[whose])
            self.debt[whose] -= settled
            lot["gone"] -= points - settled
            if lot["due"] > now:
                lot["left"] += points - settled

    def void(self, name: str) -> None:
        lot = self.lots[name]
        self.debt[lot["whose"]] += lot["gone"]
        lot["left"], lot["dead"] = 0, True

    def lapse(self, whose: str, now: datetime) -> int:
        due = [lot for lot in self.lots.values() if lot["whose"] == whose and lot["due"] <= now]
        lapsed: int = sum(lot["left"] for lot in due)
        for lot in due:
            lot["left"] = 0
        return lapsed


def two_years_later(moment: datetime) -> datetime:
    """The midnight after the same day."""
    local = moment.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0, second=0, microsecond=0)
    if (local.month, local.day) == (2, 29):
        local -= timedelta(days=1)
    return local.replace(year=local.year + 2) + timedelta(days=1)


class Rewarding(RuleBasedStateMachine):
    """Earn, redeem, fulfil, cancel, refund, void and expire while the clock moves on."""

    completions = Bundle("completions")
    redemptions = Bundle("redemptions")

    @initialize(price=st.integers(1, 40), stock=st.integers(1, 4))
    def begin(self, price: int, stock: int) -> None:
        self.spec: Spec = given(ListReward(reward="MUG", title="杯", kind="goods", price=price, stock=stock))
        self.naive = Naive(price, stock)
        self.count = 0

    @rule(target=completions, whose=people, points=st.integers(1, 60), age=st.sampled_from((0, 0, 0, 1, 400, 800)))
    def earn(self, whose: str, points: int, age: int) -> tuple[str, str]:
        self.count += 1
        name, course = f"c{self.count}", f"C{self.count}"
        at = self.spec.now - timedelta(days=age)
        done = RecordCompletion(employee=whose, course=course, completion=name, source="test", at=at)
        self.spec.given(ListCourse(course=course, title="课", credits=Decimal(points), minutes=60), done)
        self.naive.earn(whose, f"learning/completion:{name}", points, two_years_later(at))
        return whose, name

    @rule(target=redemptions, whose=people)
    def redeem(self, whose: str) -> Any:
        command = RedeemReward(employee=whose, reward="MUG")
        has = self.naive.spendable(whose, self.spec.now)
        if self.naive.stock == 0:
            self.no(command, StockExhausted)
            return multiple()
        if has < self.naive.price:
            self.no(command, PointsInsufficient, short_by=self.naive.price - has)
            return multiple()
        redemption = requested(self.spec.when(command))
        price = self.naive.price
        self.naive.lapse(whose, self.spec.now)
        parts = self.naive.hold(whose, self.spec.now)
        self.naive.requests[redemption] = {"whose": whose, "parts": parts, "state": "approved", "price": price}
        return redemption

    @rule(redemption=redemptions)
    def fulfil(self, redemption: str) -> None:
        if self.step(redemption, FulfilRedemption(redemption=redemption), "approved", "fulfilled"):
            assert len(self.spec.facts) == 1

    @rule(redemption=redemptions)
    def cancel(self, redemption: str) -> None:
        if self.step(redemption, CancelRedemption(redemption=redemption), "approved", "cancelled"):
            self.naive.give_back(self.naive.requests[redemption], self.spec.now)

    @rule(redemption=redemptions)
    def refund(self, redemption: str) -> None:
        if self.step(redemption, RefundRedemption(redemption=redemption, because="UNUSED"), "fulfilled", "refunded"):
            self.naive.give_back(self.naive.requests[redemption], self.spec.now)

    @rule(completion=consumes(completions))
    def void(self, completion: tuple[str, str]) -> None:
        whose, name = completion
        command = VoidCompletion(employee=whose, course=f"C{name[1:]}", completion=name, because="WRONG")
        self.spec.given(command)
        self.naive.void(f"learning/completion:{name}")
        self.no(command, AlreadyReversed)

    @rule(whose=people)
    def expire(self, whose: str) -> None:
        command = ExpirePoints(employee=whose)
        lapsed = self.naive.lapse(whose, self.spec.now)
        if lapsed == 0:
            self.no(command, NothingExpired)
            return
        self.spec.when(command)
        assert sum(one.points for one in self.spec.facts if isinstance(one, PointsExpired)) == lapsed

    @rule(days=st.sampled_from((1, 30, 200, 400, 731)))
    def wait(self, days: int) -> None:
        self.spec.later(days=days)

    @rule(units=st.integers(1, 3))
    def restock(self, units: int) -> None:
        self.spec.given(RestockReward(reward="MUG", units=units))
        self.naive.stock += units

    @rule(price=st.integers(1, 40))
    def reprice(self, price: int) -> None:
        command = RepriceReward(reward="MUG", price=price)
        if price == self.naive.price:
            self.no(command, PriceUnchanged)
        else:
            self.spec.given(command)
            self.naive.price = price

    def step(self, redemption: str, command: Command, wanted: str, then: str) -> bool:
        """Take a redemption one step on, or see the step refused."""
        request = self.naive.requests[redemption]
        if request["state"] != wanted:
            self.no(command, RedemptionSettled, state=request["state"])
            return False
        self.spec.when(command)
        assert self.spec.facts[0].model_dump()["price"] == request["price"]
        request["state"] = then
        return True

    def no(self, command: Command, refusal: type[Refused], **details: object) -> None:
        self.spec.when(command).refused(refusal, **details)

    @invariant()
    def both_say_the_same(self) -> None:
        for whose in PEOPLE:
            purse = self.spec.read(Purse(whose))
            paper = {name: lot for name, lot in self.naive.lots.items() if lot["whose"] == whose}
            assert {name: lot.left for name, lot in purse.lots.items()} == {n: lot["left"] for n, lot in paper.items()}
            assert {name: lot.reversed for name, lot in purse.lots.items()} == {
                n: lot["dead"] for n, lot in paper.items()
            }
            assert purse.debt == self.spec.read(Debt(whose)).points == self.naive.debt[whose]
            assert purse.spendable(self.spec.now) == self.naive.spendable(whose, self.spec.now)
        shelf = self.spec.read(Shelf("MUG"))
        assert (shelf.left, shelf.price_at(self.spec.now)) == (self.naive.stock, self.naive.price)

    @invariant()
    def nothing_is_below_zero(self) -> None:
        assert self.spec.read(Shelf("MUG")).left >= 0
        for whose in PEOPLE:
            purse = self.spec.read(Purse(whose))
            assert purse.debt >= 0
            assert all(0 <= lot.left <= lot.points and lot.expired >= 0 for lot in purse.lots.values())

    @invariant()
    def every_point_is_in_exactly_one_place(self) -> None:
        facts = [decode(stored) for stored in self.spec.log.between(1, self.spec.log.head())]
        issued, elsewhere, debt = Counter[str](), Counter[str](), Counter[str]()
        for one in facts:
            _move(one, issued, elsewhere, debt)
        for whose in PEOPLE:
            purse = self.spec.read(Purse(whose))
            for name, lot in purse.lots.items():
                assert issued[name] == lot.left + elsewhere[name]
            assert debt[whose] == purse.debt


def _move(fact: Event, issued: Counter[str], elsewhere: Counter[str], debt: Counter[str]) -> None:
    """Follow the points of each lot: `elsewhere` is held, spent, settled, expired or taken."""
    match fact:
        case PointsEarned():
            issued[fact.lot] += fact.points
        case RedemptionRequested():
            elsewhere.update(dict(fact.lots))
            assert sum(part for _, part in fact.lots) == fact.price
        case RedemptionCancelled() | RedemptionRefunded():
            elsewhere.subtract(dict(fact.lots))
        case DebtSettled():
            elsewhere[fact.lot] += fact.points
            debt[fact.employee] -= fact.points
        case PointsExpired():
            elsewhere[fact.lot] += fact.points
        case PointsReversed():
            elsewhere[fact.lot] += fact.taken
            debt[fact.employee] += fact.debt


Rewarding.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
test_the_ledger_and_the_naive_one_agree_whatever_happens = Rewarding.TestCase
