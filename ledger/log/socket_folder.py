"""The private folder of the server's socket: the guard that stands in for a password."""

import contextlib
import hashlib
import os
import stat
from pathlib import Path

from ledger.log.server_programs import WAY_OUT, PostgresUnavailable

PORT = "5432"  # only the socket file's name: nothing listens on TCP
_SOCKET_PATH_BYTES = 103  # macOS's limit; Linux allows 107


def socket_folder_of(home: Path) -> Path:
    """Name the folder: inside home, or a short one in /tmp where a socket's path would not do."""
    inside = home / "socket"
    too_long = len(os.fsencode(inside / f".s.PGSQL.{PORT}")) > _SOCKET_PATH_BYTES
    reads_as_a_list = any(mark in str(inside) for mark in ',"')  # PostgreSQL allows several folders
    if not (too_long or reads_as_a_list):
        return inside
    # Not TMPDIR: every process must arrive at the same folder, whatever its environment says.
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(f"/tmp/merit-{os.geteuid()}-{name}")  # noqa: S108 - created safely below


def make_private_folder(folder: Path) -> None:
    """Create the folder for us alone, or refuse the one that is there if anybody else has a hand in it."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()  # not stat(): a link planted by somebody else is no folder of ours
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise PostgresUnavailable(f"{folder} is not a folder that only you can open: remove it. {WAY_OUT}")
