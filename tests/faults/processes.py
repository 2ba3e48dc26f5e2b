"""Writer processes, started by us and killed by us: only processes that this module holds are ever signalled."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from faults.writer import Task

from ledger.recording import Command

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


class Child:
    """One process with its pipes."""

    def __init__(self, arguments: Sequence[str], *, before: Sequence[str] = (), **environment: str) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        self.process = subprocess.Popen(
            [*before, sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, **environment},
        )

    def wait_for(self, word: str) -> None:
        """Wait until it says so."""
        for line in pipe(self.process.stdout):
            if line.decode().strip() == word:
                return
        raise AssertionError(f"ended with {self.process.wait()} before saying {word!r}")

    def tell(self, line: str) -> None:
        """Write a line to it."""
        pipe(self.process.stdin).write(f"{line}\n".encode())
        pipe(self.process.stdin).flush()

    def finish(self) -> None:
        """Let it answer all its callers and end by itself."""
        pipe(self.process.stdin).close()
        assert self.process.wait(PATIENCE_SECONDS) == 0
        pipe(self.process.stdout).close()

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait()
        for end in (self.process.stdin, self.process.stdout):
            pipe(end).close()

    def pause(self) -> None:
        """Stop it where it stands, and wait until it does."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)

    def resume(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def all_gone(children: Sequence[Child]) -> Iterator[None]:
    """Leave no process behind when a spec fails; one that ended in order is not touched."""
    try:
        yield
    finally:
        for child in children:
            if child.process.poll() is None:
                child.kill()


def idle_writer() -> Child:
    """Start a writer process that waits for a task."""
    return Child(["-m", "faults.writer"])


def writer(task: Task) -> Child:
    """Start a writer process and let it begin."""
    child = idle_writer()
    child.tell(task.line())
    child.wait_for("ready")
    child.tell("go")
    return child


def race(racers: Sequence[Child], url: str, folder: Path, asked: Sequence[tuple[str, Command]]) -> list[Path]:
    """Have everything asked at once, dealt out to the processes; give their journals."""
    plan = [(key, type(command).__name__, command.model_dump(mode="json")) for key, command in asked]
    journals: list[Path] = []
    for n, racer in enumerate(racers):
        journals.append(folder / f"racer-{n}")
        task = Task(url, str(journals[-1]), f"p{n}", plan=tuple(plan[n :: len(racers)]))
        racer.tell(task.line())
    for word in ("ready", "done"):
        for racer in racers:
            racer.wait_for(word)
        for racer in racers if word == "ready" else ():
            racer.tell("go")
    return journals


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    """All our children have pipes."""
    assert end is not None
    return end
