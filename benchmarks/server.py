"""The PostgreSQL all sides are measured on: the same one, durable, with a fresh database for every run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ledger.log.embedded import EmbeddedPostgres

URL_VARIABLE = "LEDGER_BENCH_DATABASE_URL"
# Switching one of these off would make commits cheap, and the figures worthless.
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")

# A copy has what was granted in the original, but not what was granted on it.
GRANTED_TOO = """UPDATE pg_database made SET datacl = original.datacl
  FROM pg_database original WHERE original.datname = %s AND made.datname = %s"""


class NotDurableError(Exception):
    """The server answers before a commit is on disk."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL and a superuser's way in."""

    url: str

    @contextmanager
    def database(self, name: str, like: str | None = None) -> Iterator[str]:
        """Create an empty database, or one like another; give its conninfo, and drop it afterwards."""
        made, drop = sql.Identifier(name), sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(drop.format(made))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(made) if like is None else _copying(like, made))
            connection.execute(GRANTED_TOO, [like, name])
        try:
            yield make_conninfo(self.url, dbname=name)
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(drop.format(made))

    def settle(self, database: str) -> None:
        """Let no run pay for its preparation: statistics are fresh and nothing waits to be written."""
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def version(self) -> str:
        """Name the server's version."""
        with psycopg.connect(self.url) as connection:
            return f"PostgreSQL {connection.info.server_version // 10_000}"

    def require_durable(self) -> None:
        """Refuse to measure on a server that cheats."""
        with psycopg.connect(self.url) as connection:
            for setting in DURABLE:
                row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
                if row != ("on",):
                    raise NotDurableError(f"{setting} must be on, it is {row and row[0]}")


def _copying(original: str, made: sql.Identifier) -> sql.Composed:
    # As files, between two checkpoints: no run begins with the copy's pages still to be written.
    return sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(made, sql.Identifier(original))


@contextmanager
def running_server() -> Iterator[Server]:
    """Use the server named by the environment, else start an embedded one for as long as needed."""
    url = os.environ.get(URL_VARIABLE)
    with _given(url) if url else _embedded() as server:
        server.require_durable()
        yield server


@contextmanager
def _given(url: str) -> Iterator[Server]:
    yield Server(url)


@contextmanager
def _embedded() -> Iterator[Server]:
    # Beside the project, because a temporary directory may be memory, where a flush costs nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as home:
        postgres = EmbeddedPostgres(Path(home))
        postgres.start()
        try:
            yield Server(postgres.url)
        finally:
            postgres.stop()
