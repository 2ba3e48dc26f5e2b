"""Reconcile: derive a view again from the log, compare every row, and name the first that is wrong."""

import time
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from psycopg import Connection, IsolationLevel, sql

from ledger.events import ViewDigest
from projections import bookmarks
from projections.advance import BATCH, advance
from projections.digest import digest
from projections.view import View, schema_of, waits

PATIENCE, LOOK_AGAIN = 300.0, 0.2  # seconds, while a follower derives what many people owe after a change of rules

Progress = Callable[[int, int], None]  # (position, the live bookmark's position)


class ReconcileStopped(Exception):  # noqa: N818 - it says what happened, as refusals do
    """A fact that the live tables hold cannot be applied any more."""


class WrongRow(NamedTuple):
    """A row that the facts do not lead to, or that they lead to and is not there."""

    table: str
    key: dict[str, Any]
    kind: Literal["missing", "extra", "different"]
    live: dict[str, Any] | None
    right: dict[str, Any] | None


class Reconciled(NamedTuple):
    """What a reconciliation found: the digest of the live tables, how many rows are wrong, and the first.

    `history` is a digest that was published and that the facts up to its position no longer lead to.
    """

    view: str
    position: int
    digest: str
    wrong: int
    first: WrongRow | None
    history: ViewDigest | None = None


def reconcile(
    connection: Connection, view: View, progress: Progress | None = None, published: ViewDigest | None = None
) -> Reconciled:
    """Compare a view's live tables with what its facts say, undisturbed by a running follower.

    On the way the tables pass the position of a digest that was published, and must hash to that.
    """
    bookmarks.discard(connection, view, "check")  # what a killed reconciliation left
    bookmarks.install(connection, [view], "check")
    history = None
    try:
        goal = bookmarks.read(connection, "live")[view.NAME].position
        if published and published.version == view.VERSION and published.position <= goal:
            _derive(connection, view, published.position, progress)
            if digest(connection, view, "check") != published.digest:
                history = published
        while _derive(connection, view, goal, progress):
            goal, reached = bookmarks.read(connection, "live")[view.NAME].position, goal
            if goal - reached <= BATCH:
                break
        _until_nothing_waits(connection, view)
        return _compare_in_one_snapshot(connection, view)._replace(history=history)
    finally:
        if not connection.broken:
            bookmarks.discard(connection, view, "check")


def _derive(connection: Connection, view: View, goal: int, progress: Progress | None) -> bool:
    """Carry the scratch tables to a position; whether they came so far."""
    while result := advance(connection, [view], place="check", limit=BATCH, until=goal):
        if progress:
            progress(result.until, goal)
        if result.failed:
            return False
    return bookmarks.read(connection, "check")[view.NAME].position == goal


def _until_nothing_waits(connection: Connection, view: View) -> None:
    deadline = time.monotonic() + PATIENCE
    while waits(connection, view):
        if time.monotonic() >= deadline:
            raise ReconcileStopped(f"{view.NAME} has rows that no follower derives")
        time.sleep(LOOK_AGAIN)


def _compare_in_one_snapshot(connection: Connection, view: View) -> Reconciled:
    """Compare inside one snapshot, in which the live tables and their bookmark belong together."""
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with connection.transaction():
            position = bookmarks.read(connection, "live")[view.NAME].position
            # The few facts that the follower took since; this snapshot sees them all in the log.
            _derive(connection, view, position, None)
            reached = bookmarks.read(connection, "check")[view.NAME].position
            if reached != position:
                raise ReconcileStopped(f"{view.NAME} can be derived up to {reached} only, of {position}")
            wrong, first = 0, None
            for table, key in view.KEY.items():
                count, row = _first_wrong_row(connection, view, table, key)
                wrong += count
                first = first or row
            return Reconciled(view.NAME, position, digest(connection, view), wrong, first)
    finally:
        if not connection.broken:
            connection.isolation_level = None


def _first_wrong_row(
    connection: Connection, view: View, table: str, key: tuple[str, ...]
) -> tuple[int, WrongRow | None]:
    """How many rows of a table differ from those derived, and the first of them in key order."""
    keys = [sql.Identifier(name) for name in key]
    query = sql.SQL(
        """
        select count(*) over () as wrong, to_jsonb(live) as live, to_jsonb(derived) as derived
          from {live} live full join {derived} derived using ({keys})
         where live is distinct from derived
         order by {keys} limit 1
        """
    ).format(
        live=sql.Identifier(schema_of(view, "live"), table),
        derived=sql.Identifier(schema_of(view, "check"), table),
        keys=sql.SQL(", ").join(keys),
    )
    row = connection.execute(query).fetchone()
    if row is None:
        return 0, None
    wrong, live, right = row
    kind: Literal["missing", "extra", "different"] = (
        "missing" if live is None else "extra" if right is None else "different"
    )
    present = live or right
    return wrong, WrongRow(table, {name: present[name] for name in key}, kind, live, right)
