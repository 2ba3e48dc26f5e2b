"""A backup, put back: rows, tree, proof, views; the same end however often it is killed and begun again."""

from collections.abc import Callable
from pathlib import Path

from ledger.log.migrate import knows, migrate
from projections.audit.store import CHECKPOINT, TileStore
from projections.backup import manifest, target
from projections.backup.aside import refuse_existing, whole
from projections.backup.completing import Restored, Trust, Vouched, complete
from projections.backup.making import ROWS, TILES
from projections.backup.programs import Steps, load
from projections.backup.proving import signed_checkpoint
from projections.backup.refusing import BackupRefused
from projections.backup.trees import copy_tree

PUBLIC = 0o755  # as the sealer makes it: the API may run as somebody else
TREE = frozenset(("tile", CHECKPOINT, f"{CHECKPOINT}.new"))


def restore(backup: Path, reach: Callable[[], str], tiles: Path, trust: Trust | None, step: Steps) -> Restored:
    """Put a backup back into an empty database and an empty folder; `reach` brings the database up."""
    told = manifest.read(backup, step("digests"))
    vouched = _vouched_for(backup / TILES / CHECKPOINT, trust)
    if not knows(told.migrated_to):
        raise BackupRefused(
            "VERSION_UNKNOWN",
            f"The backup has the tables of {told.migrated_to}, which this Merit does not know: update Merit.",
            f"备份的表结构为 {told.migrated_to}，此版本无法识别：请升级 Merit。",
        )
    source = TileStore(backup / TILES)
    if vouched and TileStore(tiles).note() != source.note():
        refuse_existing(tiles)  # one that survived may know what the backup does not
    url = reach()
    with target.alone(url) as connection:
        target.begin(connection, f"backup {told.digest}")
        # This program's own tables: nothing that somebody put into a backup is ever run.
        migrate(url, until=told.migrated_to)
        load(url, backup / ROWS, step("rows"))
        if vouched and not tiles.exists():
            with whole(tiles, TREE, PUBLIC) as folder:
                copy_tree(source.read, TileStore(folder), source.note() or b"", step)
        return complete(connection, url, tiles, vouched, step)


def _vouched_for(file: Path, trust: Trust | None) -> Vouched | None:
    """Open the checkpoint and hear what others have seen, before anything is touched."""
    if trust and not file.exists():
        raise BackupRefused(
            "NOT_SEALED", "Nothing in this backup was signed, by this key or any.", "此备份中没有任何签名内容。"
        )
    if not trust and file.exists():
        raise BackupRefused(
            "KEY_NEEDED",
            "The backup is of a sealed log: name the key it must be signed with, --key or --policy.",
            "备份包含已封存的日志：请用 --key 或 --policy 指明签名密钥。",
        )
    if not trust:
        return None
    sealed = signed_checkpoint(file.read_bytes(), trust.policy)
    return Vouched(sealed, trust.policy, trust.seen(sealed.origin))
