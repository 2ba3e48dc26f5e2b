"""A wrong clock, for one process or for a server, whose hands can be moved while it runs."""

from pathlib import Path

import pytest

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


class Clock:
    """A file says how wrong it is."""

    def __init__(self, file: Path, by: str) -> None:
        if LIBRARY is None:
            pytest.skip("libfaketime is not on this machine: apt-get install libfaketime")
        self._file = file
        self.settings = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            # Nobody turns back the clock that only measures.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set(by)

    def set(self, by: str) -> None:
        """Move the hands: `+1d`, `-1d`, `+0`."""
        self._file.write_text(f"{by}\n")
