"""A disk of our own that may lose its power, or have no room left: ext4 on a loop device that lies in memory."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

MEGABYTE = 1024 * 1024
GONE_WITHIN_SECONDS = 15


class Disk:
    """Mounted at `folder`. Only what was flushed is in its image, which is what a cut leaves."""

    def __init__(self, place: Path, megabytes: int) -> None:
        self.folder, self._memory = place / "disk", place / "memory"
        self._image, self._copies = self._memory / "image", (self._memory / "first", self._memory / "second")
        self._ballast = self.folder / "ballast"
        self._megabytes = megabytes

    def make(self) -> None:
        """Make a file system in memory, and mount it."""
        for folder in (self.folder, self._memory):
            folder.mkdir()
        run("mount", "-t", "tmpfs", "-o", f"size={4 * self._megabytes}m", "merit", self._memory)
        with self._image.open("wb") as image:
            image.truncate(self._megabytes * MEGABYTE)
        # Nothing is left to the kernel to write later by itself.
        run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", self._image)
        self._mount()

    def settle(self) -> None:
        """Flush everything, as time would."""
        run("sync", "-f", self.folder)

    def cut(self, frozen: Sequence[int]) -> None:
        """Take the power from these processes, which were stopped, and give it back to the disk."""
        kept = self._what_was_flushed()
        for pid in frozen:
            os.kill(pid, signal.SIGKILL)
        self._unmount()
        kept.rename(self._image)
        self._mount()

    def fill(self) -> None:
        """Let a file take all the room there is."""
        with self._ballast.open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(bytes(MEGABYTE))

    def free(self) -> None:
        """Take that file away."""
        self._ballast.unlink()

    def dispose(self) -> None:
        """Leave nothing mounted."""
        for folder in (self.folder, self._memory):
            if folder.is_mount():
                run("umount", "--lazy", folder)

    def _what_was_flushed(self) -> Path:
        """Copy the image as it is at one moment: two copies that are equal had no writer between them."""
        first, second = self._copies
        give_up_at = time.monotonic() + GONE_WITHIN_SECONDS
        run("cp", "--sparse=always", self._image, first)
        while time.monotonic() < give_up_at:
            run("cp", "--sparse=always", self._image, second)
            if went_well("cmp", "-s", first, second):
                return first
            first, second = second, first
        raise AssertionError("the disk is never still")

    def _mount(self) -> None:
        run("mount", "-o", "loop", self._image, self.folder)

    def _unmount(self) -> None:
        """Wait until nobody has a file open there."""
        give_up_at = time.monotonic() + GONE_WITHIN_SECONDS
        while not went_well("umount", self.folder):
            assert time.monotonic() < give_up_at, "somebody still uses the disk"
            time.sleep(0.02)


@contextlib.contextmanager
def disk(megabytes: int) -> Iterator[Disk]:
    """Have a disk for the length of the block; skip the spec where none may be mounted."""
    if os.geteuid():
        pytest.skip("only root may mount a disk")
    with tempfile.TemporaryDirectory(prefix="merit-") as place, contextlib.ExitStack() as after:
        made = Disk(Path(place), megabytes)
        after.callback(made.dispose)
        try:
            made.make()
        except (subprocess.CalledProcessError, FileNotFoundError) as no:
            pytest.skip(f"no disk can be mounted here: {no}")
        yield made


def run(*command: str | Path) -> None:
    """Run a program of the system's."""
    subprocess.run(command, check=True, capture_output=True)


def went_well(*command: str | Path) -> bool:
    """Run a program of the system's and say whether it is content."""
    return not subprocess.run(command, check=False, capture_output=True).returncode
