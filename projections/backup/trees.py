"""A published log, copied as it was at one checkpoint, and read through to its root."""

from pathlib import Path

from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.tiles import ReadTile, Tile, tiles_between
from projections.audit.verifier.answers import Stopped
from projections.audit.verifier.folder import Folder
from projections.audit.verifier.tree import leaves
from projections.backup.programs import Watch
from projections.backup.refusing import BackupRefused, refuse_found

AT_ONCE = 512  # files


def copy_tree(read: ReadTile, target: TileStore, note: bytes, watch: Watch) -> None:
    """Copy what the tree of a checkpoint has; the log may have grown since, and go on growing."""
    names = list(tiles_between(0, checkpoint_of(note).size))
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
        watch(min(start + AT_ONCE, len(names)), len(names))
    target.publish(note)


def check_tree(folder: Path, checkpoint: Checkpoint, watch: Watch) -> None:
    """Compute every leaf, every tile and the root."""
    try:
        for _ in leaves(Folder(folder), checkpoint, None, watch):
            pass
    except Stopped as stopped:
        refuse_found("TILES_CHANGED", stopped.answer, (f"The sealed log in {folder}", f"{folder} 中的封存日志"))


def checkpoint_of(note: bytes) -> Checkpoint:
    """Read a checkpoint without believing it."""
    return parse_checkpoint(parse_note(note).text)
