"""Where a copy is kept: a folder, or a bucket of an S3-like store."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from projections.audit.durable import put_all
from projections.audit.refusing import SealingRefused

S3 = "s3://"


class Place(Protocol):
    """Files by their names. A place that is full, or away, raises OSError; what was put is safe there."""

    def get(self, name: str) -> bytes | None:
        """Give a file, None if there is none."""
        ...

    def add(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Put files down; those that are there already stay as they are, and are given back."""
        ...

    def replace(self, name: str, content: bytes) -> None:
        """Put a file in the place of another."""
        ...

    def remove(self, prefix: str) -> None:
        """Remove the files whose names begin so, if that may be done here."""
        ...


class Folder:
    """A folder, which must be there: a disk that is not mounted is no empty copy."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> bytes | None:
        """Read a file."""
        if not self._path.is_dir():
            raise FileNotFoundError(f"the folder {self._path} is not there")
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return None

    def add(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Write what is not there yet, and wait for the disk."""
        there = {name: old for name in files if (old := self.get(name)) is not None}
        put_all(self._path, {name: content for name, content in files.items() if name not in there})
        return there

    def replace(self, name: str, content: bytes) -> None:
        """Write a file, and wait for the disk."""
        put_all(self._path, {name: content})

    def remove(self, prefix: str) -> None:
        """Remove a folder below."""
        shutil.rmtree(self._path / prefix, ignore_errors=True)


def place_of(address: str) -> Place:
    """Give the place of an address, a path or `s3://bucket/prefix`."""
    if not address.startswith(S3):
        return Folder(Path(address))
    try:
        # Here, because it is an extra that takes half a second to load.
        from projections.audit.copying.bucket import Bucket
    except ModuleNotFoundError as no:
        raise SealingRefused(
            "A copy on S3 needs one more package: pip install 'merit-ledger[s3]'.",
            "复制到 S3 需要另一个软件包：pip install 'merit-ledger[s3]'。",
        ) from no
    bucket, _, prefix = address.removeprefix(S3).partition("/")
    return Bucket(bucket, prefix)
