"""Whether the views that a follower kept through all faults are those that the log leads to."""

import time

from projections import bookmarks
from projections.connecting import connected
from projections.digest import digest
from projections.rebuild import rebuild
from projections.reconcile import reconcile
from projections.views import VIEWS

CAUGHT_UP_WITHIN_SECONDS = 60


def assert_views_equal_a_rebuild(url: str) -> None:
    """Wait until the follower has caught up, then derive everything anew beside it."""
    with connected(url) as connection:
        give_up_at = time.monotonic() + CAUGHT_UP_WITHIN_SECONDS
        while any(
            mark.position < bookmarks.head(connection) for mark in bookmarks.read(connection, "live").values()
        ) or len(bookmarks.read(connection, "live")) < len(VIEWS):
            assert time.monotonic() < give_up_at, bookmarks.status(connection)
            time.sleep(0.1)
        live = {view.NAME: digest(connection, view) for view in VIEWS}
        assert {view.NAME: reconcile(connection, view).wrong for view in VIEWS} == dict.fromkeys(live, 0)
        for view in VIEWS:
            rebuild(connection, view)
        assert {view.NAME: digest(connection, view) for view in VIEWS} == live
