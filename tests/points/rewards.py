"""A reward on paper: every unit of it by itself, what it costs when, whom it is for and who waits for it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Self

from points.accounts import No

FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Unit:
    """One mug: in the storeroom, out with somebody or on the way to them, or gone for good."""

    until: datetime = FOR_EVER
    place: Literal["here", "out", "gone"] = "here"


@dataclass
class Offer:
    """Whom it is for, and when; nobody named is everybody."""

    begins: datetime | None = None
    ends: datetime | None = None
    branches: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()


@dataclass
class Reward:
    """One kind of thing to be had."""

    prices: dict[datetime, int]
    # None: it does not run out.
    units: list[Unit] | None
    held: int = 0
    retired: bool = False
    offer: Offer = field(default_factory=Offer)
    limits: dict[tuple[str, str], int] = field(default_factory=dict)
    # In the order of coming; who was called, with the moment until which a unit is kept.
    line: dict[str, datetime | None] = field(default_factory=dict)
    batches: set[str] = field(default_factory=set)
    low_at: int | None = None
    warned: bool = False

    @classmethod
    def listed(cls, price: int, stock: int | None, now: datetime) -> Self:
        return cls({now: price}, None if stock is None else [Unit() for _ in range(stock)])

    def price(self, moment: datetime) -> int:
        return self.prices[max(since for since in self.prices if since <= moment)]

    def here(self) -> list[Unit]:
        return sorted((one for one in self.units or () if one.place == "here"), key=lambda one: one.until)

    def good(self, now: datetime) -> list[Unit]:
        return [one for one in self.here() if one.until > now]

    def waiting(self, now: datetime) -> list[str]:
        """Who waits; not those whose turn has passed."""
        return [who for who, until in self.line.items() if until is None or until > now]

    def too_few(self, units: int, who: str, now: datetime) -> bool:
        """Whoever has waited longer comes first, with one unit each."""
        if self.units is None:
            return False
        line = self.waiting(now)
        ahead = line.index(who) if who in line else len(line)
        return len(self.good(now)) - ahead < units

    def watch(self, low_at: int | None, now: datetime) -> None:
        if self.units is None:
            raise No("STOCK_UNLIMITED")
        if low_at == self.low_at:
            raise No("STOCK_WATCH_UNCHANGED")
        self.low_at, self.warned = low_at, False
        self.warn(now)

    def warn(self, now: datetime) -> None:
        """Somebody is told when few are left, once."""
        if self.units is not None and self.low_at is not None and len(self.good(now)) <= self.low_at:
            self.warned = True

    def calm(self, now: datetime) -> None:
        """Where there is enough again, somebody is told again."""
        if self.units is not None and self.low_at is not None and len(self.good(now)) > self.low_at:
            self.warned = False

    def give(self, units: int, now: datetime) -> None:
        """What ends first goes first."""
        for unit in self.good(now)[:units]:
            unit.place = "out"
        self.warn(now)

    def take_back(self, units: int, now: datetime) -> None:
        """What lasts longest comes back first: units are alike, and none comes back better than it left."""
        out = sorted((one for one in self.units or () if one.place == "out"), key=lambda one: one.until)
        for unit in out[len(out) - units :]:
            unit.place = "here"
        self.calm(now)

    def restock(self, units: int, batch: str | None, until: datetime | None, now: datetime) -> None:
        if self.units is None:
            raise No("STOCK_UNLIMITED")
        if batch in self.batches:
            raise No("BATCH_KNOWN")
        if until is not None and until <= now:
            raise No("BATCH_PAST")
        if batch is not None and until is not None:
            self.batches.add(batch)
        self.units += [Unit(until or FOR_EVER) for _ in range(units)]
        self.calm(now)

    def recount(self, counted: int, now: datetime) -> None:
        """The office has counted what is in the storeroom, held units included."""
        if self.units is None:
            raise No("STOCK_UNLIMITED")
        if counted < self.held:
            raise No("STOCK_BELOW_HELD")
        here = self.here()
        more = counted - self.held - len(here)
        if more == 0:
            raise No("STOCK_AS_COUNTED")
        self.units += [Unit() for _ in range(more)]
        for unit in here[more:] if more < 0 else ():
            unit.place = "gone"
        self.warn(now)
        self.calm(now)

    def write_off(self, now: datetime) -> None:
        past = [one for one in self.here() if one.until <= now]
        if not past:
            raise No("NOTHING_TO_WRITE_OFF")
        for unit in past:
            unit.place = "gone"
        self.warn(now)

    def reprice(self, price: int, since: datetime, now: datetime) -> None:
        if since < now:
            raise No("PRICE_IN_THE_PAST")
        if self.price(since) == price:
            raise No("PRICE_UNCHANGED")
        self.prices[since] = price

    def limit(self, holder: str, period: str, units: int | None) -> None:
        if self.limits.get((holder, period)) == units:
            raise No("LIMIT_UNCHANGED")
        self.limits.pop((holder, period), None)
        if units is not None:
            self.limits[holder, period] = units

    def offered(self, offer: Offer) -> None:
        if offer.begins and offer.ends and offer.ends <= offer.begins:
            raise No("OFFER_ENDS_FIRST")
        if offer == self.offer:
            raise No("OFFER_UNCHANGED")
        self.offer = offer

    def retire(self) -> None:
        if self.retired:
            raise No("REWARD_IS_RETIRED")
        self.retired = True

    def relist(self) -> None:
        if not self.retired:
            raise No("REWARD_ON_OFFER")
        self.retired = False

    def leave(self, who: str) -> None:
        if who not in self.line:
            raise No("NOT_WAITING")
        del self.line[who]

    def call(self, now: datetime, until: datetime) -> None:
        """Let go who did not come; call as many of the next as there are units nobody is called for."""
        passed = [who for who, end in self.line.items() if end is not None and end <= now]
        called = [who for who, end in self.line.items() if end is not None and end > now]
        free = 0 if self.retired else len(self.good(now)) - len(called)
        calls = [who for who, end in self.line.items() if end is None][: max(free, 0)]
        if not passed and not calls:
            raise No("NOBODY_TO_CALL")
        for who in passed:
            del self.line[who]
        self.line.update(dict.fromkeys(calls, until))
