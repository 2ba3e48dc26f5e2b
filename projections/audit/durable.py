"""Files that are whole after a kill or a power cut at any moment."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 32  # files that wait for the disk together, so that one of its flushes serves many


def put(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when the disk has it: never half of it is seen."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def sync(folder: Path) -> None:
    """Wait until the disk knows which files a folder has."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files down by their paths below a folder, and wait until the disk has them and knows where they are."""
    paths = {folder / name: content for name, content in files.items()}
    nearest = {path.parent for path in paths}
    for near in nearest:
        near.mkdir(parents=True, exist_ok=True)
    folders = nearest | {above for near in nearest for above in near.parents if above.is_relative_to(folder)}
    with ThreadPoolExecutor(AT_ONCE) as disk:
        list(disk.map(put, paths.keys(), paths.values()))
        list(disk.map(sync, folders))
