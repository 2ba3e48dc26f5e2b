"""What the machine and PostgreSQL allow anybody: bare inserts with nothing decided."""

from dataclasses import dataclass
from time import perf_counter

import psycopg

from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.pgbench import pgbench

SCHEMA = """
CREATE TABLE facts (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type     text NOT NULL,
    data     text NOT NULL
)
"""
DATA = '{"employee": "e-1234", "reward": "mug", "price": 100, "lots": [{"lot": 17, "points": 100}]}'
INSERT = "INSERT INTO facts (type, data) VALUES ('RewardRedeemed', %s)"
# In binary (%b), because quoting the values of an array is what a client would wait for otherwise.
INSERT_MANY = "INSERT INTO facts (type, data) SELECT 'RewardRedeemed', data FROM unnest(%b::text[]) AS data"

COPIED_TOGETHER = 1_000


class _Facts:
    """An empty table of facts."""

    def setup(self, database: str, _scale: float) -> None:
        with psycopg.connect(database) as connection:
            connection.execute(SCHEMA)


@dataclass(frozen=True)
class CommitsFromC(_Facts):
    """One row, one commit, from pgbench: no design with a commit per command is faster."""

    name: str = "one-row commits, pgbench"

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Insert with so many clients."""
        return pgbench(database, INSERT.replace("%s", f"'{DATA}'"), callers, effort.seconds)


@dataclass(frozen=True)
class CommitsFromPython(_Facts):
    """Insert statements from one psycopg connection: what a caller in Python waits at the least."""

    rows: int = 1

    @property
    def name(self) -> str:
        """Say how many rows a statement inserts."""
        return "one-row commits, psycopg" if self.rows == 1 else f"batches of {self.rows:,} rows, psycopg"

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Insert one statement after the other."""
        assert callers == 1, "this limit is about a single connection"
        statement = INSERT if self.rows == 1 else INSERT_MANY
        values: str | list[str] = DATA if self.rows == 1 else [DATA] * self.rows
        latencies = []
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(statement, [values], prepare=True)
            began = perf_counter()
            while (now := perf_counter()) < began + effort.seconds:
                connection.execute(statement, [values], prepare=True)
                latencies.append(perf_counter() - now)
            took = perf_counter() - began
        return result_of(latencies, took, self.rows * len(latencies), errors=0)


@dataclass(frozen=True)
class Copying(_Facts):
    """Rows by COPY, in one transaction: nothing is appended faster."""

    rows: int
    name: str = "COPY, psycopg"

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Copy all of them."""
        assert callers == 1, "this limit is about a single connection"
        rows = round(self.rows * effort.scale)
        with psycopg.connect(database) as connection:
            began = perf_counter()
            with connection.cursor().copy("COPY facts (type, data) FROM STDIN") as copy:
                for first in range(0, rows, COPIED_TOGETHER):
                    copy.write(f"PointsExpired\t{DATA}\n" * min(COPIED_TOGETHER, rows - first))
            connection.commit()
            took = perf_counter() - began
        return Result(rows / took, p50_ms=took * 1_000, p99_ms=took * 1_000)
