"""Files that are whole after a kill or a power cut at any moment."""

import os
from pathlib import Path


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
