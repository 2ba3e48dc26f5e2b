"""Rebuild a view beside its live tables, then put the new ones in their place."""

from collections.abc import Callable

from psycopg import Connection, sql
from psycopg.errors import LockNotAvailable

from projections import bookmarks
from projections.advance import BATCH, advance
from projections.view import View, schema_of, waits

Progress = Callable[[int, int], None]  # (position, head)


class RebuildStopped(Exception):  # noqa: N818 - it says what happened, as refusals do
    """A fact cannot be applied; the live tables stay as they are."""


def rebuild(connection: Connection, view: View, progress: Progress | None = None) -> int:
    """Derive a view anew from the log and swap it in; the position it then stands at.

    A rebuild that was killed goes on where it stopped. The live tables serve and follow all the while.
    """
    begin(connection, view)
    limit = BATCH
    while True:
        result = advance(connection, [view], place="next", limit=limit)
        if result and result.failed:
            if limit == 1:
                raise RebuildStopped(_reason(connection, view))
            limit = max(1, limit // 10)
            continue
        limit = min(BATCH, limit * 2)
        if progress and result:
            progress(result.until, bookmarks.head(connection))
        if (position := swap(connection, view)) is not None:
            return position


def begin(connection: Connection, view: View) -> None:
    """Make empty tables beside the live ones, unless an unfinished rebuild by the same code left its own."""
    mark = bookmarks.read(connection, "next").get(view.NAME)
    if mark and mark.version != view.VERSION:
        bookmarks.discard(connection, view, "next")
    bookmarks.install(connection, [view], "next")


def swap(connection: Connection, view: View) -> int | None:
    """Rename two schemas in one transaction, unless the new tables are more than a batch behind the live ones."""
    old, live, following = (sql.Identifier(schema_of(view, place)) for place in ("old", "live", "next"))
    rename = sql.SQL("alter schema {} rename to {}")
    with connection.transaction():
        # Held, the live bookmark keeps the live tables still while the new ones take the last few facts.
        before = next(iter(bookmarks.lock(connection, [view], "live")), None)
        after = next(iter(bookmarks.lock(connection, [view], "next")), None)
        if after is None:  # another process finished the same rebuild
            return before.position if before else 0
        position = after.position
        if before and position < before.position:
            last = advance(connection, [view], place="next", limit=BATCH, until=before.position)
            if last is None or last.failed or last.until < before.position:
                return None
            position = last.until
        elif before is None and position < bookmarks.head(connection):
            return None
        if waits(connection, view, "next"):
            return None
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(old))
        if before:
            connection.execute(rename.format(live, old))
        connection.execute(rename.format(following, live))
        bookmarks.replace(connection, view)
    _drop(connection, old)
    return position


def _drop(connection: Connection, old: sql.Identifier) -> None:
    """Throw the old tables away; a reader who still holds them may keep them until the next rebuild."""
    try:
        with connection.transaction():
            connection.execute("set local lock_timeout to '2s'")
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(old))
    except LockNotAvailable:
        pass


def _reason(connection: Connection, view: View) -> str:
    parked = [row for row in bookmarks.status(connection) if (row.view, row.place) == (view.NAME, "next")]
    return f"{view.NAME} cannot take the fact at {parked[0].failed_position}: {parked[0].error}"
