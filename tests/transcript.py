"""Transcripts in a README: commands after `$`, what they printed below, and the same again with today's program.

`python tests/transcript.py` runs the commands on a fresh demo and writes what they print into both READMEs.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PATIENCE = 180
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)

# What no two runs share: clocks, positions, request ids, digests, durations.
CHANGING = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"), "<now>"),
    (re.compile(r"urn:merit:request:[0-9a-f-]+"), "urn:merit:request:..."),
    (re.compile(r'"(position|first)":\d+'), r'"\1":0'),
    (re.compile(r"/v1/receipts/\d+"), "/v1/receipts/0"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<digest>"),
    (re.compile(r"\b\d{2},\d{3}\b|\b\d{3,5}(?= +0 +<digest>)"), "<number>"),
    (re.compile(r"#\d+"), "#0"),
)


class Step(NamedTuple):
    """One command and what it printed."""

    command: str
    output: str


class Demo(NamedTuple):
    """Where a demo is served from, and on which port."""

    folder: Path
    port: int


def steps(text: str) -> list[Step]:
    """Read the commands and outputs of a README, in order."""
    found: list[Step] = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command += "\n" + more
            found.append(Step(command, output.rstrip()))
    return found


def masked(output: str) -> str:
    """Leave out what changes from run to run."""
    for pattern, instead in CHANGING:
        output = pattern.sub(instead, output)
    return re.sub(r" +", " ", output)


@contextlib.contextmanager
def demo() -> Iterator[Demo]:
    """Serve a fresh demo from a folder that looks like a clone after `make demo`."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="merit-") as name:
        folder = Path(name)
        program = folder / ".venv" / "bin" / "merit"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m api.cli "$@"\n')
        program.chmod(0o755)
        log = folder / "demo.log"
        with log.open("wb") as lines:
            process = subprocess.Popen(
                [program, "demo", "--port", str(port)], cwd=folder, env=_environment(), stdout=lines, stderr=lines
            )
        try:
            _caught_up(port, process, log)
            yield Demo(folder, port)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def run(served: Demo, commands: list[str]) -> list[str]:
    """Type the commands into one shell, each when the views have seen what the one before did."""
    shell = subprocess.Popen(
        [shutil.which("bash") or "bash"],
        cwd=served.folder,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    outputs = []
    with shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        for command in commands:
            shell.stdin.write(command.replace("127.0.0.1:8000", f"127.0.0.1:{served.port}") + "\necho; echo '<end>'\n")
            shell.stdin.flush()
            lines = iter(shell.stdout.readline, "<end>\n")
            outputs.append("\n".join(line.rstrip() for line in lines).rstrip())
            _caught_up(served.port)
    return outputs


def _environment() -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}
    return {**bare, "PYTHONPATH": str(ROOT)}


def _caught_up(port: int, process: "subprocess.Popen[bytes] | None" = None, log: Path | None = None) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            ready = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5))
            if not any(ready["behind"].values()):
                return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(log.read_text() if log else "the views never caught up")


def _rewrite() -> None:
    wanted = steps(READMES[0].read_text())
    with demo() as served:
        outputs = run(served, [step.command for step in wanted])
    for readme in READMES:
        left = list(zip(wanted, outputs, strict=True))

        def fresh(block: re.Match[str], left: list[tuple[Step, str]] = left) -> str:
            here = [left.pop(0) for _ in steps(f"```console\n{block.group()}```\n")]
            return "".join(f"$ {step.command}\n" + (f"{output}\n" if output else "") for step, output in here)

        readme.write_text(BLOCK.sub(fresh, readme.read_text()))


if __name__ == "__main__":
    _rewrite()
