"""A reward as it is offered: its price, its stock, who may have it, and who waits for it."""

from datetime import datetime
from typing import NamedTuple

from ledger.events import (
    BatchWrittenOff,
    Event,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
    RewardLimited,
    RewardListed,
    RewardOffered,
    RewardRecounted,
    RewardRelisted,
    RewardRepriced,
    RewardRestocked,
    RewardRetired,
    StockRanLow,
    StockWatched,
    WaitingCalled,
    WaitingJoined,
    WaitingLapsed,
    WaitingLeft,
)
from ledger.models.model import Model
from ledger.models.stock import Stock
from ledger.vocabulary import Holder, LimitPeriod


class Price(NamedTuple):
    """What one unit costs from a moment on."""

    since: datetime
    points: int


class Shelf(Model):
    """Everything about one reward that a redemption depends on, in one fold."""

    about = ("reward",)
    reads = (
        RewardListed,
        RewardOffered,
        RewardLimited,
        RewardRepriced,
        RewardRestocked,
        RewardRecounted,
        BatchWrittenOff,
        StockRanLow,
        StockWatched,
        RewardRetired,
        RewardRelisted,
        WaitingJoined,
        WaitingLeft,
        WaitingCalled,
        WaitingLapsed,
        RedemptionRequested,
        RedemptionFulfilled,
        RedemptionCancelled,
        RedemptionRefunded,
    )

    def __init__(self, reward: str) -> None:
        super().__init__(reward)
        self.reward = reward
        self.listed = False
        self.retired = False
        self.prices: tuple[Price, ...] = ()
        # None: it does not run out.
        self.stock: Stock | None = Stock()
        self.held = 0
        self.low_at: int | None = None
        self.warned = False
        self.offer: RewardOffered | None = None
        # At most so many units for a holder in a period.
        self.limits: dict[tuple[Holder, LimitPeriod], int] = {}
        # In the order in which they came; who was called, with the moment until which a unit is kept.
        self.waiting: dict[str, datetime | None] = {}

    def apply(self, event: Event) -> None:
        """Take in one step."""
        match event:
            case RedemptionRequested():
                self.held += event.units
                if self.stock is not None:
                    self.stock = self.stock.given(event.units, event.effective_at)
                if self.waiting:
                    self.waiting.pop(event.employee, None)
            case RedemptionFulfilled():
                self.held -= event.units
            case RedemptionCancelled():
                self.held -= event.units
                self._more(self.stock and self.stock.returned(event.units), event.effective_at)
            case RedemptionRefunded():
                self._more(self.stock and self.stock.returned(event.units), event.effective_at)
            case WaitingJoined():
                self.waiting[event.employee] = None
            case WaitingCalled():
                self.waiting[event.employee] = event.until
            case WaitingLeft() | WaitingLapsed():
                del self.waiting[event.employee]
            case _:
                self._arrange(event)

    def _arrange(self, event: Event) -> None:
        """Take in what the office does."""
        match event:
            case RewardListed():
                self.listed, self.low_at = True, event.low_at
                self.prices = (Price(event.effective_at, event.price),)
                self.stock = None if event.stock is None else Stock(event.stock, event.stock)
            case RewardRepriced():
                others = [price for price in self.prices if price.since != event.effective_at]
                self.prices = tuple(sorted([*others, Price(event.effective_at, event.price)]))
            case StockRanLow():
                self.warned = True
            case StockWatched():
                self.low_at, self.warned = event.low_at, False
            case RewardOffered():
                self.offer = event
            case RewardLimited(units=None):
                self.limits.pop((event.holder, event.period), None)
            case RewardLimited(units=int(units)):
                self.limits[event.holder, event.period] = units
            case RewardRetired() | RewardRelisted():
                self.retired = isinstance(event, RewardRetired)
            case _:
                self._count(event, self.stock or Stock())

    def _count(self, event: Event, stock: Stock) -> None:
        """Take in what the storeroom says."""
        match event:
            case RewardRestocked():
                self._more(stock.arrived(event.units, event.batch, event.good_until), event.effective_at)
            case RewardRecounted():
                self._more(stock.recounted(event.units), event.effective_at)
            case BatchWrittenOff():
                self.stock = stock.written_off(event.batch, event.units)

    def _more(self, stock: Stock | None, moment: datetime) -> None:
        """Where there is enough again, the next time it runs low is worth another warning."""
        self.stock = stock
        if self.warned and stock is not None and self.low_at is not None:
            self.warned = stock.left_at(moment) <= self.low_at

    def price_at(self, moment: datetime) -> int:
        """Give the price of one unit; a price may have been set for later."""
        for price in reversed(self.prices):
            if price.since <= moment:
                return price.points
        return self.prices[0].points  # a clock behind the one that listed it

    @property
    def left(self) -> int:
        """Count the units on the books, those past their date included."""
        return 0 if self.stock is None else self.stock.left

    def short_of(self, units: int, employee: str, moment: datetime) -> bool:
        """Whether there are not so many units for this person: those who waited longer come first."""
        if self.stock is None:
            return False
        ahead = self.ahead_of(employee, moment) if self.waiting else 0
        return self.stock.left_at(moment) - ahead < units

    def waits(self, employee: str, moment: datetime) -> bool:
        """Whether a person waits, or has been called and the turn has not passed."""
        return employee in self.waiting and ((until := self.waiting[employee]) is None or until > moment)

    def ahead_of(self, employee: str, moment: datetime) -> int:
        """Count the people who waited longer; nobody waits whose turn has passed."""
        ahead = 0
        for who in self.waiting:
            if self.waits(who, moment):
                if who == employee:
                    break
                ahead += 1
        return ahead
