"""Lots whose last day has passed: the scheduled run settles them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from time import perf_counter

from api.scheduled import accounts
from benchmarks.children import answer_of, child
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import BEGAN_AT, HOLES, append, counted, employee, opened
from benchmarks.workload import LOT_POINTS, LOTS_EACH
from ledger.events import Event, PointsEarned
from ledger.log.migrate import migrate
from projections.connecting import connected
from projections.follow import catch_up

EXPIRED = "select count(*) from ledger.events where type = 'PointsExpired'"


@dataclass(frozen=True)
class Settling:
    """A run that is late for everybody, by a process that has read nothing before."""

    lots: int
    name: str = "Merit, settling lots"

    def setup(self, database: str, scale: float) -> None:
        """Let people earn, and the run's views follow."""
        migrate(database)
        append(database, _earned(round(self.lots * scale)))
        with connected(database) as connection:
            catch_up(connection, accounts.VIEWS)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Settle everybody; a lot that did not lapse, or twice, is an error."""
        assert callers == 1, "one run settles everybody"
        lots = round(self.lots * effort.scale)
        with child(_work, database) as pipe:
            took: float = answer_of(pipe)
        errors = abs(counted(database, EXPIRED) - lots) + counted(database, HOLES)
        return Result(rate_per_second=lots / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=errors)


def _work(pipe: "Connection[object, object]", database: str) -> None:
    ledger = opened(database)
    with connected(database) as connection:
        began = perf_counter()
        accounts.settle(ledger, connection)
        took = perf_counter() - began
    ledger.close()
    pipe.send(took)


def _earned(lots: int) -> Iterator[Event]:
    for number in range(lots):
        yield PointsEarned(
            employee=employee(number // LOTS_EACH),
            lot=f"learning/session:S-{number % LOTS_EACH}",
            source="learning",
            points=LOT_POINTS,
            expires_at=BEGAN_AT + timedelta(days=number % LOTS_EACH),
            effective_at=BEGAN_AT,
        )
