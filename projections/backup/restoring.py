"""A backup, put back: rows, tree, proof, views; the same end however often it is killed and begun again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection

from ledger.log.migrate import knows, migrate
from projections import bookmarks
from projections.audit.store import CHECKPOINT, TileStore
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.policy import Policy
from projections.backup import manifest, target
from projections.backup.aside import refuse_existing, whole
from projections.backup.making import ROWS, TILES, Steps
from projections.backup.manifest import Manifest
from projections.backup.programs import load
from projections.backup.proving import check_seen, check_stored, signed_checkpoint
from projections.backup.refusing import BackupRefused
from projections.backup.trees import copy_tree
from projections.backup.witnessed import Seen
from projections.connecting import connected
from projections.follow import catch_up
from projections.reconcile import reconcile
from projections.views import VIEWS

PUBLIC = 0o755  # as the sealer makes it: the API may run as somebody else
TREE = frozenset(("tile", CHECKPOINT, f"{CHECKPOINT}.new"))

# Sorted, the index is filled from left to right.
TAGS = """insert into ledger.event_tags
    select t.tag, e.type, e.position from ledger.events e, unnest(e.tags) t(tag)
     where e.position > %s order by 1, 2, 3"""
ANALYZE = "analyze ledger.events, ledger.event_tags, ledger.requests"


class Trust(NamedTuple):
    """Whom to believe, and what others have seen of the log of this name."""

    policy: Policy
    seen: Callable[[str], Sequence[Seen]]


class Restored(NamedTuple):
    """What is there now, and what it was held against."""

    facts: int
    sealed: Checkpoint | None
    seen: Sequence[Seen]


def restore(backup: Path, reach: Callable[[], str], tiles: Path, trust: Trust | None, step: Steps) -> Restored:
    """Put a backup back into an empty database and an empty folder; `reach` brings the database up."""
    told = manifest.read(backup, step("digests"))
    sealed, seen = _vouched_for(backup, trust)
    if not knows(told.migrated_to):
        raise BackupRefused(
            "VERSION_UNKNOWN",
            f"The backup has the tables of {told.migrated_to}, which this Merit does not know: update Merit.",
            f"备份的表结构为 {told.migrated_to}，此版本无法识别：请升级 Merit。",
        )
    if sealed:
        _refuse_other_tree(backup, tiles)
    url = reach()
    with target.alone(url) as connection:
        target.begin(connection, f"backup {told.digest}")
        _put_back_rows(url, connection, backup, told, step)
        if trust and sealed:
            if not tiles.exists():
                with whole(tiles, TREE, PUBLIC) as folder:
                    note = (backup / TILES / CHECKPOINT).read_bytes()
                    copy_tree(TileStore(backup / TILES), TileStore(folder), note, step("sealed log"))
            check_stored(url, tiles, trust.policy, step("verifying"))
            check_seen(connection, TileStore(tiles), sealed, seen)
        fill_views(url, step)
        target.finish(connection)
        return Restored(bookmarks.head(connection), sealed, seen)


def fill_views(url: str, step: Steps) -> None:
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


def _vouched_for(backup: Path, trust: Trust | None) -> tuple[Checkpoint | None, Sequence[Seen]]:
    """Open the checkpoint and hear what others have seen, before anything is touched."""
    file = backup / TILES / CHECKPOINT
    if trust is None:
        if file.exists():
            raise BackupRefused(
                "KEY_NEEDED",
                "The backup is of a sealed log: name the key it must be signed with, --key or --policy.",
                "备份包含已封存的日志：请用 --key 或 --policy 指明签名密钥。",
            )
        return None, ()
    if not file.exists():
        raise BackupRefused(
            "NOT_SEALED", "Nothing in this backup was signed, by this key or any.", "此备份中没有任何签名内容。"
        )
    sealed = signed_checkpoint(file.read_bytes(), trust.policy)
    return sealed, trust.seen(sealed.origin)


def _refuse_other_tree(backup: Path, tiles: Path) -> None:
    """Leave a folder alone that survived: it may know what the backup does not."""
    if TileStore(tiles).note() != (backup / TILES / CHECKPOINT).read_bytes():
        refuse_existing(tiles)


def _put_back_rows(url: str, connection: Connection, backup: Path, told: Manifest, step: Steps) -> None:
    """Fill this program's own tables: nothing that somebody put into a backup is ever run."""
    step("tables")(0, None)
    migrate(url, until=told.migrated_to)
    load(url, backup / ROWS, step("rows"))
    with connection.transaction():
        connection.execute("set local role merit_owner; set local work_mem to '128MB'")
        connection.execute(TAGS, [0])
    connection.execute(ANALYZE)
    migrate(url)
