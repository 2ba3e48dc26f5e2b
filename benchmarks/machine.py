"""Where a run took place: without it no figure means anything."""

import os
import platform
import subprocess
from pathlib import Path


def machine(server_version: str) -> str:
    """Name the processor, the memory and the programs."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{os.cpu_count()} cores {_processor()}",
        f"{memory:.0f} GB",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        server_version,
    ]
    return ", ".join(parts)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def commit(*, quick: bool) -> str:
    """Name the commit measured, and whether there was more than it; the figures themselves are none of it."""
    try:
        name = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":/", ":!latest.json")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name}{' and changes' if changed else ''}{', quick' if quick else ''}"


def _git(*arguments: str) -> str:
    here = Path(__file__).parent
    command = ["git", *arguments]
    return subprocess.run(command, cwd=here, check=True, capture_output=True, text=True).stdout.strip()
