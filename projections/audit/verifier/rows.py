"""The database's facts as leaves, in the order of their positions, whatever somebody made of the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from projections.audit.tlog.leaf import Leaf, leaf_of
from projections.audit.verifier.answers import unchecked

if TYPE_CHECKING:
    import psycopg

# A time comes as text: PostgreSQL knows some that Python does not.
COLUMNS = """position, type, version, data, tags, effective_at::text, recorded_at::text, actor, on_behalf_of, request,
    reason, causation, policy_version, writer, signature"""
MOMENTS = slice(5, 7)
ROWS_A_FETCH = 5000
SETTINGS = "set timezone = 'UTC'; set datestyle = 'ISO'; set client_encoding = 'UTF8'; set work_mem = '64MB'"


class Row(NamedTuple):
    """A stored fact; `leaf` is None where its columns can be no fact's."""

    position: int | None
    leaf: Leaf | None


@contextmanager
def connected(dsn: str) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """Give one unchanging view of the database, in which nothing can be written."""
    try:
        import psycopg
    except ImportError:
        raise unchecked("no_psycopg") from None
    try:
        with psycopg.connect(dsn, connect_timeout=10) as connection:
            connection.execute(SETTINGS)
            connection.commit()
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield connection
    except psycopg.Error as no:
        raise unchecked("database_silent", why=str(no).strip()) from None


def rows(connection: "psycopg.Connection[tuple[Any, ...]]") -> Iterator[Row]:
    """Read every fact, lowest position first, one without a position last."""
    with connection.cursor("facts") as cursor:
        cursor.itersize = ROWS_A_FETCH
        cursor.execute(f"select {COLUMNS} from ledger.events order by position".encode())  # noqa: S608 - constants
        for row in cursor:
            yield Row(row[0], _leaf(*row))


def _leaf(*row: Any) -> Leaf | None:  # noqa: ANN401 - whatever the columns hold
    try:
        moments = map(datetime.fromisoformat, row[MOMENTS])
        return leaf_of(*row[: MOMENTS.start], *moments, *row[MOMENTS.stop :])
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
