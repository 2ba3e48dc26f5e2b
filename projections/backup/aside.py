"""A folder that has its name only when it is whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from projections.audit.durable import sync
from projections.backup.refusing import BackupRefused

UNFINISHED = ".unfinished"
PRIVATE = 0o700


@contextmanager
def whole(target: Path, holds: frozenset[str], mode: int = PRIVATE) -> Iterator[Path]:
    """Give a folder to put these things in; it becomes the target when the block is through.

    What a killed process left of it is thrown away by the next one, and by nobody before that one is dead.
    """
    refuse_existing(target)
    aside = target.with_name(target.name + UNFINISHED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.mkdir(mode=mode, exist_ok=True)
        handle = os.open(aside, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _have_alone(handle, aside)
            _clear(aside, holds)
            try:
                yield aside
            except BaseException:
                _clear(aside, holds)
                aside.rmdir()
                raise
            sync(aside)
            refuse_existing(target)
            aside.rename(target)
            sync(target.parent)
        finally:
            os.close(handle)
    except OSError as no:
        raise BackupRefused("UNWRITABLE", f"{target} cannot be written: {no}.", f"无法写入 {target}：{no}。") from no


def refuse_existing(target: Path) -> None:
    """Put nothing on top of anything."""
    if target.is_symlink() or target.exists():
        raise BackupRefused("TARGET_EXISTS", f"{target} is there already and stays.", f"{target} 已存在，未作改动。")


def _have_alone(handle: int, aside: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupRefused(
            "IN_PROGRESS", f"Another process is filling {aside}.", f"另一个进程正在写入 {aside}。"
        ) from None


def _clear(aside: Path, holds: frozenset[str]) -> None:
    if strangers := {found.name for found in aside.iterdir()} - holds:
        raise BackupRefused(
            "TARGET_EXISTS",
            f"{aside} holds {min(strangers)}, which no backup left there: remove it.",
            f"{aside} 中的 {min(strangers)} 不是备份留下的：请先移走。",
        )
    for found in aside.iterdir():
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()
