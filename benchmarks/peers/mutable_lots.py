"""Lots that lapse, as a good database engineer would write it: one UPDATE of rows that forget what they were."""

from dataclasses import dataclass
from time import perf_counter

import psycopg

from benchmarks.measure import Effort, Result
from benchmarks.workload import LOT_POINTS, LOTS_EACH

# Room on each page lets an update stay on it.
SCHEMA = """
CREATE TABLE lots (
    employee   text NOT NULL,
    lot        text NOT NULL,
    remaining  bigint NOT NULL CHECK (remaining >= 0),
    expired    bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (employee, lot)
) WITH (fillfactor = 50);
CREATE INDEX ON lots (expires_at);
"""
FILL = """
INSERT INTO lots (employee, lot, remaining, expires_at)
SELECT 'e' || n / %(each)s, 's' || n %% %(each)s, %(points)s, now() - n %% %(each)s * interval '1 day'
  FROM generate_series(0, %(lots)s - 1) n
"""
EXPIRE = "UPDATE lots SET expired = remaining, remaining = 0 WHERE expires_at <= now() AND remaining > 0"
RIGHT = "SELECT count(*) FROM lots WHERE remaining = 0 AND expired = %s"


@dataclass(frozen=True)
class MutableLots:
    """No history, nobody is named, and nothing can be asked as of a day."""

    lots: int
    name: str = "one UPDATE of mutable lots"

    def setup(self, database: str, scale: float) -> None:
        """Let everybody earn."""
        with psycopg.connect(database) as connection:
            connection.execute(SCHEMA)
            connection.execute(FILL, {"lots": round(self.lots * scale), "each": LOTS_EACH, "points": LOT_POINTS})

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Update all of them, then count what lapsed."""
        assert callers == 1, "one statement settles everybody"
        with psycopg.connect(database, autocommit=True) as connection:
            began = perf_counter()
            lots = connection.execute(EXPIRE).rowcount
            took = perf_counter() - began
            row = connection.execute(RIGHT, [LOT_POINTS]).fetchone()
        errors = abs(round(self.lots * effort.scale) - (row[0] if row else 0))
        return Result(lots / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=errors)
