"""A witness as a program of its own, on a port of this machine."""

import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import urllib3
from cli.program import environment, merit

from projections.audit.tlog.keys import SignerKey, VerifierKey

from .audience import LOG

PROGRAM = "from api.cli import main; main()"
PATIENCE = urllib3.Retry(total=None, connect=300, read=0, redirect=0, status=0, backoff_factor=0.1, backoff_max=0.2)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def made(folder: Path) -> VerifierKey:
    """Make a witness; give its key."""
    ran = merit("witness", "key", "audit.example/merit", "--folder", str(folder))
    assert ran.returncode == 0
    return VerifierKey.parse(ran.stdout.strip())


@contextmanager
def served(folder: Path, port: int, code: str = PROGRAM, logs: Iterable[SignerKey] = (LOG,)) -> Iterator[int]:
    """Serve the witness of a folder; give its process id."""
    options = [word for log in logs for word in ("--log", str(log.verifier))]
    words = ("witness", "serve", "--folder", str(folder), "--port", str(port), *options)
    child = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.argv = ['merit', *sys.argv[1:]]; {code}", *words],
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert child.stdout is not None
        child.stdout.readline()  # it is about to listen
        urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=PATIENCE)
        yield child.pid
    finally:
        child.terminate()
        child.communicate(timeout=30)
