"""The end of every way back: tags, proof, views, and only then everybody is let in."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection

from ledger.log.migrate import migrate
from projections import bookmarks
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.policy import Policy
from projections.backup import target
from projections.backup.programs import Steps
from projections.backup.proving import check_seen, check_stored
from projections.backup.refusing import BackupRefused
from projections.backup.witnessed import Seen
from projections.connecting import connected
from projections.follow import catch_up
from projections.reconcile import reconcile
from projections.views import VIEWS

# Sorted, the index is filled from left to right.
TAGS = """insert into ledger.event_tags
    select t.tag, e.type, e.position from ledger.events e, unnest(e.tags) t(tag)
     where e.position > coalesce((select max(position) from ledger.event_tags), 0) order by 1, 2, 3"""
ANALYZE = "analyze ledger.events, ledger.event_tags, ledger.requests"


class Trust(NamedTuple):
    """Whom to believe, and what others have seen of the log of this name."""

    policy: Policy
    seen: Callable[[str], Sequence[Seen]]


class Vouched(NamedTuple):
    """A checkpoint that the log signed, whose signatures are believed, and what others have seen."""

    sealed: Checkpoint
    policy: Policy
    seen: Sequence[Seen]


class Restored(NamedTuple):
    """What is there now, and what it was held against."""

    facts: int
    sealed: Checkpoint | None
    seen: Sequence[Seen]


def complete(connection: Connection, url: str, tiles: Path, vouched: Vouched | None, step: Steps) -> Restored:
    """Derive what follows from the facts, prove the facts, and open the ledger."""
    step("tags")(0, None)
    with connection.transaction():
        connection.execute("set local role merit_owner; set local work_mem to '128MB'")
        connection.execute(TAGS)
    connection.execute(ANALYZE)
    migrate(url)
    if vouched:
        check_stored(url, tiles, vouched.policy, step("verifying"))
        check_seen(connection, TileStore(tiles), vouched.sealed, vouched.seen)
    _fill_views(url, step)
    target.finish(connection)
    head = bookmarks.head(connection)
    return Restored(head, vouched.sealed, vouched.seen) if vouched else Restored(head, None, ())


def _fill_views(url: str, step: Steps) -> None:
    """Derive every view, twice, and compare."""
    with connected(url) as connection:
        head, filling = bookmarks.head(connection), step("views")
        catch_up(connection, watch=lambda done: filling(done.until, head))
        for view in VIEWS:
            found = reconcile(connection, view, step(f"reconciling {view.NAME}"))
            if found.wrong or found.position < head:
                raise BackupRefused(
                    "VIEW_WRONG",
                    f"The view {view.NAME} has {found.wrong} wrong rows at position {found.position:,} of {head:,}.",
                    f"视图 {view.NAME} 在位置 {found.position:,}（共 {head:,}）有 {found.wrong} 行错误。",
                )
