"""Read your own writes: wait until views show a fact that was just recorded."""

import time
from collections.abc import Collection

from psycopg import Connection

from projections.bookmarks import PARKED
from projections.views import VIEWS

_EVERY = tuple(view.NAME for view in VIEWS)


def wait_for(connection: Connection, position: int, timeout: float = 5.0, views: Collection[str] = _EVERY) -> bool:
    """Whether these views hold every fact up to a position, before `timeout` seconds are over.

    Name only the views that the query reads: one that is parked before the position says no at once. The
    connection must not be inside a transaction that keeps a snapshot.
    """
    deadline = time.monotonic() + timeout
    pause = 0.001
    while True:
        rows = connection.execute(
            "select position, status from office.bookmarks where place = 'live' and view = any(%s)",
            [list(views)],
        ).fetchall()
        behind = [status for reached, status in rows if reached < position]
        if len(rows) == len(views) and not behind:
            return True
        if PARKED in behind or time.monotonic() >= deadline:
            return False
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
        pause = min(pause * 1.5, 0.02)
