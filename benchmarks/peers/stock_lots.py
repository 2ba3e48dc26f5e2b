"""Lots that lapse with the stock library: an aggregate a person, many of them saved together."""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter
from uuid import NAMESPACE_OID, UUID, uuid5

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.children import answer_of, child
from benchmarks.measure import Effort, Result
from benchmarks.peers.stock_aggregates import SAVED_TOGETHER
from benchmarks.peers.stock_library import CREATING_TABLES, postgres_settings
from benchmarks.workload import LOT_POINTS, LOTS_EACH

COUNT_EXPIRED = "SELECT count(*) FROM lotshop_events WHERE topic LIKE '%LotPurse.Expired'"


class LotPurse(Aggregate):
    """One employee's lots."""

    @event("Opened")
    def __init__(self, employee: int) -> None:
        self.employee = employee
        self.lots: dict[str, int] = {}

    @staticmethod
    def create_id(employee: int) -> UUID:
        """Find an employee's purse by the employee's number."""
        return uuid5(NAMESPACE_OID, f"/lots/{employee}")

    @event("Earned")
    def earn(self, lot: str, points: int) -> None:
        """Add a lot."""
        self.lots[lot] = points

    @event("Expired")
    def expire(self, lot: str) -> None:
        """Let a lot lapse."""
        del self.lots[lot]


class LotShop(Application[UUID]):
    """The application, plain. It is told who is due, which ours has to find out."""

    name = "lotshop"

    def fill(self, people: int) -> None:
        """Let so many people earn."""
        for first in range(0, people, SAVED_TOGETHER):
            self.save(*map(_earned, range(first, min(first + SAVED_TOGETHER, people))))

    def settle(self, people: int) -> None:
        """Let all that they have lapse."""
        for first in range(0, people, SAVED_TOGETHER):
            self.save(*map(self._lapsed, range(first, min(first + SAVED_TOGETHER, people))))

    def _lapsed(self, number: int) -> LotPurse:
        purse: LotPurse = self.repository.get(LotPurse.create_id(number))
        for lot in list(purse.lots):
            purse.expire(lot)
        return purse


def _earned(number: int) -> LotPurse:
    purse = LotPurse(number)
    for lot in range(LOTS_EACH):
        purse.earn(f"S-{lot}", LOT_POINTS)
    return purse


@dataclass(frozen=True)
class StockLots:
    """The scheduled run of a user of the library."""

    lots: int
    name: str = "aggregates, settling lots"

    def setup(self, database: str, scale: float) -> None:
        """Let everybody earn."""
        with child(_fill, (database, self._people(scale))) as pipe:
            answer_of(pipe)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Settle everybody, then count what lapsed."""
        assert callers == 1, "one run settles everybody"
        people = self._people(effort.scale)
        with child(_settle, (database, people)) as pipe:
            took: float = answer_of(pipe)
        with psycopg.connect(database) as connection:
            row = connection.execute(COUNT_EXPIRED).fetchone()
        lots = people * LOTS_EACH
        errors = abs(lots - (row[0] if row else 0))
        return Result(lots / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=errors)

    def _people(self, scale: float) -> int:
        return round(self.lots * scale) // LOTS_EACH


def _fill(pipe: "Connection[object, object]", task: tuple[str, int]) -> None:
    database, people = task
    shop = LotShop(postgres_settings("eventsourcing.postgres", database, threads=1) | CREATING_TABLES)
    shop.fill(people)
    shop.close()
    pipe.send("filled")


def _settle(pipe: "Connection[object, object]", task: tuple[str, int]) -> None:
    database, people = task
    shop = LotShop(postgres_settings("eventsourcing.postgres", database, threads=1))
    began = perf_counter()
    shop.settle(people)
    took = perf_counter() - began
    shop.close()
    pipe.send(took)
