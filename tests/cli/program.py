"""The program as a script sees it: words in, exit code and text out."""

import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import signing

from api.cli import main

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "api.cli"]
# Of the writer whose facts the specs' sealers take, as an operator has it in files.
KEYS = tempfile.TemporaryDirectory(prefix="merit-keys-")
WRITER_KEY, WRITERS = Path(KEYS.name, "writer-key"), Path(KEYS.name, "writers")
WRITER_KEY.write_text(signing.KEY.secret())
WRITER_KEY.chmod(0o400)
WRITERS.write_text(f"{signing.KEY.verifier}\n")


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def environment(url: str | None = None, **more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}
    writing = {"LEDGER_WRITER_KEY": str(WRITER_KEY), "LEDGER_WRITERS": str(WRITERS)}
    named = {} if url is None else {"LEDGER_DATABASE_URL": url, **writing}
    return {**bare, "COLUMNS": "200", "PYTHONPATH": str(ROOT), **named, **more}


def merit(*words: str, url: str | None = None, **more: str) -> Ran:
    """Run the program in this process, which saves the second that starting one takes."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        patch.dict(os.environ, environment(url, **more), clear=True),
        patch.object(sys, "argv", ["merit", *words]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())


def said(ran: Ran) -> Any:
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
