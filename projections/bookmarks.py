"""How far each view has come: one bookmark for its live tables, one for a rebuild beside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection, sql
from psycopg.rows import class_row

from projections.view import Place, View, schema_of

PARKED = "parked"

_COLUMNS = """
view, place, version, position, status, extract(epoch from clock_timestamp() - updated_at)::float8 as age
"""


class Bookmark(NamedTuple):
    """A row of office.bookmarks."""

    view: str
    place: Place
    version: int
    position: int
    status: str
    age: float  # seconds since it moved or was parked


class Status(NamedTuple):
    """What an operator wants to know of a view."""

    view: str
    place: Place
    version: int
    position: int
    behind: int
    status: str
    failed_position: int | None
    error: str | None
    updated_at: datetime


def status(connection: Connection) -> list[Status]:
    """How far every view has come, and which fact is in the way of a parked one."""
    with connection.cursor(row_factory=class_row(Status)) as cursor:
        return cursor.execute("select * from office.view_status order by view, place").fetchall()


def head(connection: Connection) -> int:
    """The position of the newest fact."""
    row = connection.execute("select coalesce(max(position), 0) from ledger.events").fetchone()
    return int(row[0]) if row else 0


def read(connection: Connection, place: Place) -> dict[str, Bookmark]:
    """The bookmarks of one place by view."""
    with connection.cursor(row_factory=class_row(Bookmark)) as cursor:
        rows = cursor.execute(
            f"select {_COLUMNS} from office.bookmarks where place = %s",  # noqa: S608 - a constant of ours
            [place],
        )
        return {row.view: row for row in rows}


def made(connection: Connection, views: Iterable[View]) -> bool:
    """Whether a follower has made these views as this version of the code has them."""
    marks = read(connection, "live")
    return all(view.NAME in marks and marks[view.NAME].version == view.VERSION for view in views)


def lock(connection: Connection, views: Iterable[View], place: Place) -> list[Bookmark]:
    """Hold these bookmarks until the transaction ends; another follower waits and then reads them moved."""
    with connection.cursor(row_factory=class_row(Bookmark)) as cursor:
        return cursor.execute(
            f"select {_COLUMNS} from office.bookmarks where place = %s and view = any(%s) order by view for update",  # noqa: S608 - constants of ours
            [place, [view.NAME for view in views]],
        ).fetchall()


def move(connection: Connection, views: Sequence[str], place: Place, position: int) -> None:
    """Note that every fact up to here is in these views."""
    connection.execute(
        """
        update office.bookmarks
           set position = %s, status = 'following', failed_position = null, error = null,
               updated_at = clock_timestamp()
         where place = %s and view = any(%s)
        """,
        [position, place, list(views)],
    )


def park(connection: Connection, view: str, place: Place, position: int, error: str) -> None:
    """Note which fact a view cannot take and why; its bookmark stays before it."""
    connection.execute(
        """
        update office.bookmarks
           set status = 'parked', failed_position = %s, error = %s, updated_at = clock_timestamp()
         where place = %s and view = %s
        """,
        [position, error, place, view],
    )


def install(connection: Connection, views: Iterable[View], place: Place) -> None:
    """Make the tables of those views that have none in this place, and let the application read them."""
    with connection.transaction():
        # Two followers may start at once; PostgreSQL's own `if not exists` is not safe against that. The log
        # and its migrations have the locks 1 and 2.
        connection.execute("select pg_advisory_xact_lock(7001, 3)")
        there = read(connection, place)
        for view in views:
            if view.NAME in there:
                continue
            names: dict[str, Any] = {"schema": sql.Identifier(schema_of(view, place))}
            # A schema without a bookmark is what is left of something dropped by hand: nobody follows it.
            connection.execute(sql.SQL("drop schema if exists {schema} cascade").format(**names))
            connection.execute(sql.SQL("create schema {schema}").format(**names))
            connection.execute(sql.SQL("set local search_path to {schema}").format(**names))
            connection.execute(view.SCHEMA.encode())
            connection.execute("set local search_path to default")
            connection.execute(sql.SQL("grant usage on schema {schema} to merit_app").format(**names))
            connection.execute(sql.SQL("grant select on all tables in schema {schema} to merit_app").format(**names))
            connection.execute(
                "insert into office.bookmarks (view, place, version) values (%s, %s, %s)",
                [view.NAME, place, view.VERSION],
            )


def discard(connection: Connection, view: View, place: Place) -> None:
    """Throw a view's tables of this place away."""
    with connection.transaction():
        connection.execute("delete from office.bookmarks where view = %s and place = %s", [view.NAME, place])
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema_of(view, place))))


def replace(connection: Connection, view: View) -> None:
    """Let the bookmark of a rebuild take the place of the live one."""
    connection.execute("delete from office.bookmarks where view = %s and place = 'live'", [view.NAME])
    connection.execute(
        """
        update office.bookmarks set place = 'live', updated_at = clock_timestamp()
         where view = %s and place = 'next'
        """,
        [view.NAME],
    )
