"""The program as a process of its own, with settings of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "api.cli"]


def environment(url: str | None = None, **more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}
    named = {} if url is None else {"LEDGER_DATABASE_URL": url}
    return {**bare, "COLUMNS": "200", "PYTHONPATH": str(ROOT), **named, **more}


def merit(*words: str, url: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], env=environment(url, **more), capture_output=True, text=True, timeout=120, check=False
    )


def said(ran: subprocess.CompletedProcess[str]) -> Any:
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
