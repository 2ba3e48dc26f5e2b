"""Lots on paper: where each point of an earning is, and what its owner owes."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import chain, islice, repeat

from ledger.policy import AfterMonths, AtYearEnd, PointsPolicy

CHINA = timezone(timedelta(hours=8))


class No(Exception):  # noqa: N818 - an answer, not an error
    """What the rules refuse, by its code."""


def day_of(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def after(day: date) -> datetime:
    """The moment at which a day of the company's calendar is over."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)


def last_day(day: date, rules: PointsPolicy) -> date | None:
    match rules.expire:
        case AfterMonths(months=months):
            month = day.replace(day=1)
            for _ in range(months):
                month = (month + timedelta(days=31)).replace(day=1)
            return month.replace(day=min(day.day, calendar.monthrange(month.year, month.month)[1]))
        case AtYearEnd(years_later=years):
            return date(day.year + years, 12, 31)
    return None


@dataclass
class Lot:
    """Each of its points is in one place; of a reversed lot only those that came back since are `left`."""

    points: int
    ripe: datetime | None
    due: datetime | None
    pending: int = 0
    left: int = 0
    held: int = 0
    spent: int = 0
    settled: int = 0
    expired: int = 0
    paid_out: int = 0
    reversed: bool = False

    def can_be_spent(self, now: datetime) -> int:
        if self.due is not None and self.due <= now:
            return 0
        return self.left + (self.pending if self.ripe is not None and self.ripe <= now else 0)


@dataclass
class Account:
    """One person's lots."""

    lots: dict[str, Lot] = field(default_factory=dict)
    debt: int = 0
    reversed: int = 0
    # When it ends, because its person leaves: nothing is spent after that, and nothing lapses until it is settled.
    ends: datetime | None = None
    # And nothing is spent any more.
    closed: bool = False

    def states(self) -> dict[str, int]:
        places = ("pending", "held", "spent", "expired", "paid_out")
        sums = {place: sum(getattr(lot, place) for lot in self.lots.values()) for place in places}
        left = sum(lot.left for lot in self.lots.values())
        return sums | {"active": left, "reversed": self.reversed, "debt": -self.debt}

    def spendable(self, now: datetime) -> int:
        if self.closed or (self.ends is not None and now >= self.ends):
            return 0
        return sum(lot.can_be_spent(now) for lot in self.lots.values())

    def until(self, now: datetime) -> datetime:
        return min(now, self.ends or now)

    def earn(self, name: str, points: int, at: datetime, rules: PointsPolicy) -> None:
        """A new lot; a debt is paid off first, and what pays it does not wait."""
        day = day_of(at)
        wait = rules.activate_after_days
        ripe = after(day + timedelta(days=wait)) if wait else None
        last = last_day(day, rules)
        lot = Lot(points, ripe, None if last is None else after(last))
        lot.settled = min(points, self.debt)
        self.debt -= lot.settled
        if ripe is None:
            lot.left = points - lot.settled
        else:
            lot.pending = points - lot.settled
        assert name not in self.lots
        self.lots[name] = lot

    def settle(self, until: datetime) -> bool:
        """What has become ripe can be spent, and what is due lapses; tell whether there was anything."""
        before, until = self.states(), self.until(until)
        for lot in self.lots.values():
            if lot.ripe is not None and lot.ripe <= until:
                lot.left, lot.pending = lot.left + lot.pending, 0
            if lot.due is not None and lot.due <= until:
                lot.expired, lot.left = lot.expired + lot.left, 0
        return self.states() != before

    def choose(self, points: int, now: datetime) -> list[str]:
        """Take points one by one from the lot that expires first; each is named after its lot."""
        self.settle(now)
        lots = sorted(self.lots.items(), key=lambda one: (one[1].due is None, one[1].due or now, one[0]))
        coins = chain.from_iterable(repeat(name, lot.left) for name, lot in lots)
        return list(islice(coins, min(points, self.spendable(now))))

    def hold(self, price: int, now: datetime) -> list[str]:
        coins = self.choose(price, now)
        for coin in coins:
            self.lots[coin].left -= 1
            self.lots[coin].held += 1
        return coins

    def spend(self, coins: Iterable[str]) -> None:
        for coin in coins:
            self.lots[coin].held -= 1
            self.lots[coin].spent += 1

    def refund(self, coins: Iterable[str], at: datetime, grace_days: int) -> None:
        """To the same lots, a debt first; what was due before has lapsed, and a lapsed lot gets the grace."""
        self.settle(at)
        for coin in coins:
            lot = self.lots[coin]
            if grace_days and not self.debt and lot.due is not None and lot.due <= self.until(at):
                lot.due = after(day_of(at) + timedelta(days=grace_days))
            self.give_back([coin], "spent", at)

    def refund_closed(self, coins: Iterable[str], at: datetime, treatment: str) -> None:
        """Nothing stays in an account that is settled."""
        for coin in coins:
            lot = self.lots[coin]
            left = lot.left
            self.give_back([coin], "spent", at)
            if lot.left > left:
                lot.left -= 1
                setattr(lot, place := "paid_out" if treatment == "pay_out" else "expired", getattr(lot, place) + 1)

    def give_back(self, coins: Iterable[str], place: str, at: datetime) -> None:
        """To the same lots, a debt first; what is past its date lapses."""
        for coin in coins:
            lot = self.lots[coin]
            setattr(lot, place, getattr(lot, place) - 1)
            if self.debt:
                self.debt -= 1
                lot.settled += 1
            elif lot.due is not None and lot.due <= self.until(at):
                lot.expired += 1
            else:
                lot.left += 1

    def put_back(self, coins: Iterable[str]) -> None:
        for coin in coins:
            self.lots[coin].held -= 1
            self.lots[coin].left += 1

    def reverse(self, name: str) -> None:
        """Take all of it back; what is no longer there is owed, but not what nobody had."""
        lot = self.lots[name]
        if not lot.points:
            return  # all of it was taken back before
        self.debt += lot.held + lot.spent + lot.settled + lot.paid_out
        self.reversed += lot.points
        lot.pending = lot.left = lot.expired = 0
        lot.reversed = True

    def deduct(self, points: int, now: datetime) -> None:
        """What is taken was never worth anything; what is no longer there is owed."""
        coins = self.choose(points, now)
        for coin in coins:
            self.lots[coin].left -= 1
            self.lots[coin].points -= 1
        self.debt += points - len(coins)
        self.reversed += points

    def waive(self, points: int) -> None:
        if points > self.debt:
            raise No("DEBT_SMALLER")
        self.debt -= points

    def end(self, at: datetime, treatment: str) -> None:
        """A debt is paid from whatever is there, in the order of earning; the rest is paid out or lapses."""
        for lot in self.lots.values():
            lot.expired, lot.pending = lot.expired + lot.pending, 0
            paid = min(self.debt, lot.left)
            self.debt -= paid
            lot.settled += paid
            lot.left -= paid
            if treatment == "pay_out" and (lot.due is None or lot.due > at):
                lot.paid_out += lot.left
            else:
                lot.expired += lot.left
            lot.left = 0
