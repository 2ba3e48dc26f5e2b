"""Is a PostgreSQL server alive on this data folder, and what did a killed one leave behind."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

_PROCESSES = Path("/proc")
_ORPHANS_END_WITHIN_S = 10.0


class Postmaster:
    """The server processes of one data folder, as the operating system sees them."""

    def __init__(self, data: Path, socket_folder: Path) -> None:
        self._data = data
        self._socket_folder = socket_folder
        self._pid_file = data / "postmaster.pid"

    def lives(self) -> bool:
        """Tell whether the process named in postmaster.pid is there and is this folder's server."""
        pid = self._pid()
        return pid is not None and self._works_here(pid)

    def clear_remains(self) -> None:
        """After a kill -9: end children that outlived the server and forget a pid that misleads PostgreSQL.

        PostgreSQL takes a process that died but was not reaped, or a stranger who got the same number, for a
        living server. Its second guard, shared memory tied to the folder, stays in force without the file.
        """
        if self.lives():
            return
        give_up_at = time.monotonic() + _ORPHANS_END_WITHIN_S
        while (orphans := self._orphans()) and time.monotonic() < give_up_at:
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        for naming_it in (self._pid_file, *self._socket_folder.glob(".s.PGSQL.*")):
            naming_it.unlink(missing_ok=True)

    def _pid(self) -> int | None:
        try:
            # A server in single-user mode, an operator's repair, writes its number negative.
            return abs(int(self._pid_file.read_text(encoding="utf-8").split(maxsplit=1)[0]))
        except (FileNotFoundError, ValueError, IndexError):
            return None

    def _orphans(self) -> list[int]:
        # Without /proc (macOS) they cannot be told from another server's; they end by themselves once idle.
        pids = [int(entry.name) for entry in _PROCESSES.glob("[0-9]*")]
        return [pid for pid in pids if self._works_here(pid)]

    def _works_here(self, pid: int) -> bool:
        if not (_PROCESSES / "self").exists():
            return _looks_like_postgres(pid)
        process = _PROCESSES / str(pid)
        try:  # a zombie has no working folder, so it counts as gone
            called = (process / "comm").read_text(encoding="utf-8").strip()
            return called == "postgres" and (process / "cwd").samefile(self._data)
        except OSError:
            return False


def _looks_like_postgres(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    asked = ["ps", "-o", "state=,command=", "-p", str(pid)]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return "postgres" in shown and not shown.startswith("Z")
