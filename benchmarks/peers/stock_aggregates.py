"""The stock library used the way its tutorial shows: two aggregates, changed and saved together."""

from typing import Any, ClassVar
from uuid import NAMESPACE_OID, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.peers.callers import ThreadedSide
from benchmarks.peers.stock_library import CREATING_TABLES, postgres_settings, until_it_holds
from benchmarks.workload import EMPLOYEES, POINTS_EACH, PRICE, SPREAD_REWARDS, STOCK_EACH

# Often, because an attempt that loses the race has paid for replaying whatever came since the last one.
SNAPSHOT_EVERY = 10
# Filling only: the library pipelines a save, and with thousands in one it was seen to wait for ever.
SAVED_TOGETHER = 100
COUNT_REDEMPTIONS = "SELECT count(*) FROM stockshop_events WHERE topic LIKE '%Shelf.Taken'"


class Purse(Aggregate):
    """One employee's points."""

    @event("Opened")
    def __init__(self, employee: int, points: int) -> None:
        self.employee = employee
        self.points = points

    @staticmethod
    def create_id(employee: int) -> UUID:
        """Find an employee's purse by the employee's number."""
        return uuid5(NAMESPACE_OID, f"/purses/{employee}")

    @event("Spent")
    def spend(self, reward: int, points: int) -> None:  # noqa: ARG002 - the event keeps it
        """Pay for a reward."""
        if self.points < points:
            raise ValueError("too few points")
        self.points -= points


class Shelf(Aggregate):
    """One reward's price and stock."""

    @event("Stocked")
    def __init__(self, reward: int, price: int, left: int) -> None:
        self.reward = reward
        self.price = price
        self.left = left

    @staticmethod
    def create_id(reward: int) -> UUID:
        """Find a reward's shelf by the reward's number."""
        return uuid5(NAMESPACE_OID, f"/shelves/{reward}")

    @event("Taken")
    def take(self, employee: int) -> None:  # noqa: ARG002 - the event keeps it
        """Hand out one unit."""
        if self.left == 0:
            raise ValueError("out of stock")
        self.left -= 1


class StockShop(Application[UUID]):
    """The application, plain."""

    name = "stockshop"

    def redeem(self, employee: int, reward: int) -> None:
        """Spend the points and take the unit in one transaction."""
        until_it_holds(lambda: self._attempt(employee, reward))

    def _attempt(self, employee: int, reward: int) -> None:
        shelf: Shelf = self.repository.get(Shelf.create_id(reward))
        purse: Purse = self.repository.get(Purse.create_id(employee))
        purse.spend(reward, shelf.price)
        shelf.take(employee)
        self.save(purse, shelf)


class SnapshottingShop(StockShop):
    """The application with snapshots of the shelves: else a popular one is replayed from its first day."""

    name = "stockshop"
    snapshotting_intervals: ClassVar[dict[Any, int]] = {Shelf: SNAPSHOT_EVERY}


def open_with_snapshots(database: str, threads: int) -> StockShop:
    """Open the shop that reads every aggregate anew for each redemption."""
    return SnapshottingShop(postgres_settings("eventsourcing.postgres", database, threads))


def open_with_cache(database: str, threads: int) -> StockShop:
    """Open the shop that keeps every aggregate in memory and only reads what is new."""
    kept = {"AGGREGATE_CACHE_MAXSIZE": str(EMPLOYEES + SPREAD_REWARDS)}
    return StockShop(postgres_settings("eventsourcing.postgres", database, threads) | kept)


def fill(database: str) -> None:
    """Open all purses and stock all shelves."""
    settings = postgres_settings("eventsourcing.postgres", database, threads=1)
    shop = SnapshottingShop(settings | CREATING_TABLES)
    for first in range(0, EMPLOYEES, SAVED_TOGETHER):
        shop.save(*(Purse(first + n, POINTS_EACH) for n in range(SAVED_TOGETHER)))
    for first in range(0, SPREAD_REWARDS, SAVED_TOGETHER):
        shop.save(*(Shelf(first + n, PRICE, STOCK_EACH) for n in range(SAVED_TOGETHER)))
    shop.close()


def aggregates(rewards: int, processes: int = 1) -> ThreadedSide:
    """Use aggregates with snapshots."""
    return ThreadedSide("aggregates", open_with_snapshots, fill, COUNT_REDEMPTIONS, rewards, processes)


def cached_aggregates(rewards: int, processes: int = 1) -> ThreadedSide:
    """Use aggregates kept in the library's cache."""
    return ThreadedSide("cached aggregates", open_with_cache, fill, COUNT_REDEMPTIONS, rewards, processes)
