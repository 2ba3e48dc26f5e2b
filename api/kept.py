"""What an embedded ledger makes once and keeps in its home."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(file: Path, make: Callable[[], str], mode: int = 0o600) -> str:
    """Give a file's text; of several processes that find none, the first one's becomes everybody's."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.{secrets.token_hex(4)}.tmp")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        # A link fails if another process was first, so all of them read one text, never half of one.
        with contextlib.suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    return file.read_text().strip()
