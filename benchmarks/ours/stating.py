"""A person's whole account in one answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from time import perf_counter

import psycopg

from api import garbage
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import BEGAN_AT, READER, append, employee
from ledger.events import (
    CreditsAwarded,
    Event,
    LotPart,
    PointsEarned,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRequested,
)
from ledger.log.migrate import migrate
from projections.account.statement import Ask, statement
from projections.connecting import connected
from projections.follow import catch_up

WHO = employee(0)


@dataclass(frozen=True)
class Stating:
    """Statements one after the other, as they leave over HTTP."""

    entries: int
    name: str = "Merit, stating an account"

    def setup(self, database: str, scale: float) -> None:
        """Give one person a long past."""
        migrate(database)
        append(database, _past(round(self.entries * scale)))
        with connected(database) as connection:
            catch_up(connection)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """State; a statement that is short of an entry is an error."""
        assert callers == 1, "one person looks at the account"
        latencies: list[float] = []
        garbage.search_seldom()  # as every process of ours does
        facts, errors = list(_past(round(self.entries * effort.scale))), 0
        with psycopg.connect(database, options=READER) as connection:
            _stated(connection)
            until = perf_counter() + effort.seconds
            while perf_counter() < until:
                began = perf_counter()
                errors += abs(_stated(connection) - len(facts))
                latencies.append(perf_counter() - began)
        return result_of(latencies, effort.seconds, len(latencies), errors)


def _stated(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    with connection.transaction():
        made = statement(connection, Ask(WHO))
    assert bytes(made)
    return len(made.entries)


def _past(entries: int) -> Iterator[Event]:
    """Earn, ask for a reward, and get it or call it off, an entry each, over four years."""
    for number in range(entries // 4):
        at = BEGAN_AT + (number / entries - 1) * timedelta(days=1461)
        done, lot, redemption = f"session:S-{number}", f"learning/session:S-{number}", f"X-{number}"
        lots = (LotPart(lot, 1),)
        two = Decimal(2)
        yield CreditsAwarded(employee=WHO, course="C", activity=done, credits=two, worth=two, effective_at=at)
        expires_at = at + timedelta(days=730)
        yield PointsEarned(employee=WHO, lot=lot, source="learning", points=2, expires_at=expires_at, effective_at=at)
        yield RedemptionRequested(employee=WHO, redemption=redemption, reward="R", price=1, lots=lots, effective_at=at)
        if number % 2:
            yield RedemptionFulfilled(employee=WHO, redemption=redemption, reward="R", price=1, effective_at=at)
        else:
            yield RedemptionCancelled(
                employee=WHO, redemption=redemption, reward="R", price=1, lots=lots, because="NONE", effective_at=at
            )
