"""What a backup holds: the moment it was made at, and the digest of every file, its own included."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from projections.audit.durable import put
from projections.backup.programs import Watch
from projections.backup.refusing import BackupRefused

FORMAT = 1
FILE = "manifest.json"


class Manifest(NamedTuple):
    """A backup, told."""

    made_at: str
    migrated_to: str  # the tables are those of this migration
    facts: int
    sealed: int  # facts under the last checkpoint
    root: str | None
    bytes: int
    files: dict[str, str]  # SHA-256 by path

    @property
    def digest(self) -> str:
        """Name the backup by all of it."""
        return sha256(_text(self).encode()).hexdigest()


def write(folder: Path, migrated_to: str, facts: int, sealed: int, root: str | None) -> Manifest:
    """Say what the folder holds; this is the last file that is written."""
    files = {path: _sha256(folder / path) for path in sorted(_files(folder))}
    size = sum((folder / path).stat().st_size for path in files)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(now, migrated_to, facts, sealed, root, size, files)
    put(folder / FILE, _signed(manifest))
    return manifest


def read(folder: Path, watch: Watch) -> Manifest:
    """Give a backup's manifest if every file is the one that was written; name the first that is not."""
    if not (folder / FILE).is_file():
        raise BackupRefused(
            "NO_BACKUP", f"There is no backup in {folder}: it has no {FILE}.", f"{folder} 中没有备份：缺少 {FILE}。"
        )
    try:
        return _checked(folder, watch)
    except OSError as no:
        raise BackupRefused("UNREADABLE", f"{folder} cannot be read: {no}.", f"无法读取 {folder}：{no}。") from no


def _checked(folder: Path, watch: Watch) -> Manifest:
    manifest = _parsed((folder / FILE).read_bytes())
    there = set(_files(folder)) - {FILE}
    for number, (path, digest) in enumerate(manifest.files.items(), 1):
        if path not in there:
            raise BackupRefused("BACKUP_INCOMPLETE", f"{path} is missing.", f"缺少 {path}。")
        if _sha256(folder / path) != digest:
            _changed(path)
        watch(number, len(manifest.files))
    if strange := there - set(manifest.files):
        raise BackupRefused(
            "BACKUP_CHANGED", f"{min(strange)} was put in afterwards.", f"{min(strange)} 是后来放入的。"
        )
    return manifest


def _parsed(content: bytes) -> Manifest:
    try:
        told: Any = json.loads(content)
        manifest = Manifest(**{name: told[name] for name in Manifest._fields})
        # Whatever the bytes say, only what is written for them is taken.
        intact = content == _signed(manifest)
    except (ValueError, KeyError, TypeError, RecursionError):
        intact = False
    if not intact:
        _changed(FILE)
    return manifest


def _changed(path: str) -> NoReturn:
    raise BackupRefused("BACKUP_CHANGED", f"{path} is not what was written.", f"{path} 与写入时不同。")


def _signed(manifest: Manifest) -> bytes:
    return f'{_text(manifest)[:-2]},\n "sha256": "{manifest.digest}"\n}}\n'.encode()


def _text(manifest: Manifest) -> str:
    return json.dumps({"format": FORMAT, **manifest._asdict()}, ensure_ascii=False, indent=1)


def _files(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
