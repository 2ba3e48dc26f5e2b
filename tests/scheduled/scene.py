"""An office with a ledger, and people whose lots come due one day after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from signing import WRITER
from views.appending import append

from api.scheduled import accounts
from ledger import events as e
from ledger.log.postgres import PostgresLog
from ledger.recording import Clock, utc_now
from ledger.writing import Ledger
from projections.connecting import connected
from projections.follow import catch_up
from projections.views import named

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 30
MOVED = """
select employee, type, lot, amount, effective_at from view_journal.entries order by employee, lot, effective_at, type
"""


def earned(people: int, each: int, seed: int = 1) -> list[e.Event]:
    """Lots of which some are pending first, and which lapse in the days that follow."""
    rng = random.Random(seed)
    facts: list[e.Event] = []
    for person in range(people):
        for number in range(each):
            day = START + timedelta(days=rng.randrange(DAYS))
            facts.append(
                e.PointsEarned(
                    employee=f"E-{person:06}",
                    lot=f"learning/completion:{number}",
                    source="learning",
                    points=rng.randrange(1, 50),
                    activates_at=day if rng.random() < 0.3 else None,
                    expires_at=day + timedelta(days=rng.randrange(DAYS)),
                    effective_at=START,
                )
            )
    return facts


@dataclass
class Office:
    """A database, a writer and a reader."""

    url: str
    ledger: Ledger
    reader: psycopg.Connection[Any]

    @classmethod
    @contextmanager
    def open(cls, url: str, clock: Clock = utc_now) -> Iterator[Office]:
        log = PostgresLog.open(url, writer=WRITER)
        with closing(Ledger(log, clock=clock)) as ledger, connected(url) as reader:
            yield cls(url, ledger, reader)

    def record(self, facts: list[e.Event]) -> None:
        with psycopg.connect(self.url, autocommit=True) as log:
            append(log, facts)

    def follow(self, *names: str) -> None:
        catch_up(self.reader, [named(name) for name in names or ("lots", "leaving")])

    def run(self, until: datetime | None = None) -> accounts.Settled:
        self.follow()
        return accounts.settle(self.ledger, self.reader, until)

    def moved(self) -> list[tuple[Any, ...]]:
        """Every movement, but not when or in which order it was recorded."""
        self.follow("journal")
        return self.reader.execute(MOVED).fetchall()
