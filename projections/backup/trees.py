"""A published log, copied as it was at one checkpoint, and read through to its root."""

from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.tiles import ReadTile, Tile, tiles_between
from projections.audit.verifier.answers import Stopped
from projections.audit.verifier.folder import Folder
from projections.audit.verifier.tree import leaves
from projections.backup.programs import Steps
from projections.backup.refusing import BackupRefused, refuse_found

AT_ONCE = 512  # files


def copy_tree(read: ReadTile, target: TileStore, note: bytes, step: Steps) -> None:
    """Copy what the tree of a checkpoint has, and publish it when every leaf, tile and the root are right.

    The log may have grown since, and go on growing.
    """
    checkpoint, copied = checkpoint_of(note), step("sealed log")
    names = list(tiles_between(0, checkpoint.size))
    target.folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(names), AT_ONCE):
        try:
            target.write([Tile(name, read(name)) for name in names[start : start + AT_ONCE]])
        except Invalid as no:
            raise BackupRefused(
                "TILES_INCOMPLETE",
                f"The sealed log is not that of the database: {no}. Does LEDGER_TILES name the right folder?",
                f"封存日志与数据库不符：{no}。请检查 LEDGER_TILES。",
            ) from no
        copied(min(start + AT_ONCE, len(names)), len(names))
    try:
        for _ in leaves(Folder(target.folder), checkpoint, None, step("checking the sealed log")):
            pass
    except Stopped as stopped:
        refuse_found("TILES_CHANGED", stopped.answer, ("The sealed log", "封存日志"))
    target.publish(note)


def checkpoint_of(note: bytes) -> Checkpoint:
    """Read a checkpoint without believing it."""
    return parse_checkpoint(parse_note(note).text)
