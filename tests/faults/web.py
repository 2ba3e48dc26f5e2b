"""The same callers over HTTP: API processes and a follower that may be killed, and a way to ask them."""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
import psycopg
from cli.program import WRITER_KEY, WRITERS
from faults.callers import Answer, Ask
from faults.linearizable import RECORDED
from faults.processes import ROOT
from faults.scene import ACTOR

from api import tokens
from api.http.command_table import COMMANDS
from api.http.policy import Role
from ledger.recording import Command

PATHS = {line.command: line.path for line in COMMANDS}
SECRET = "the same secret of the codes for all" + "-" * 8
AWAY = "PostgreSQL cannot be reached"
STARTED_WITHIN_SECONDS = 120
ASKING_SECONDS = 40
MANY = httpx.Limits(max_connections=400)
START = (sys.executable, "-m", "api.cli")


class Program:
    """One process of the `merit` program, which can be killed and started again as it was."""

    def __init__(self, url: str, output: Path, *arguments: str, start: Sequence[str] = START, **settings: str) -> None:
        self._arguments = [*start, *arguments]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")},
            "PYTHONPATH": str(ROOT),
            "LEDGER_DATABASE_URL": url,
            "LEDGER_CODE_SECRET": SECRET,
            "LEDGER_WRITER_KEY": str(WRITER_KEY),
            "LEDGER_WRITERS": str(WRITERS),
            **settings,
        }
        self._output = output
        self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._output.open("ab") as output:
            return subprocess.Popen(
                self._arguments, cwd=ROOT, env=self._environment, stdout=output, stderr=subprocess.STDOUT
            )

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait()

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Leave nothing behind, however the spec ends."""
        try:
            yield
        finally:
            self.kill()

    def kill_and_restart(self) -> None:
        """Kill -9, and begin again."""
        self.kill()
        self.process = self._started()

    def freeze(self) -> None:
        """Stop it where it stands, and wait until it does."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def revive(self) -> None:
        """Start it again, as any supervisor does, if it came up while the database was away and said so."""
        if self.process.poll() is not None:
            assert AWAY in self._output.read_text()[-1000:], self._output.read_text()[-2000:]
            self.process = self._started()

    def end(self) -> None:
        """End it in order, and have it gone if it does not."""
        with self.gone():
            self.thaw()
            self.process.terminate()
            self.process.wait(30)


class Api(Program):
    """A `merit serve` without a follower."""

    def __init__(self, url: str, output: Path, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        super().__init__(url, output, "serve", "--port", str(port), "--no-follow", **settings)

    def wait_until_ready(self) -> None:
        """Wait until it serves."""
        give_up_at = time.monotonic() + STARTED_WITHIN_SECONDS
        while time.monotonic() < give_up_at:
            self.revive()
            try:
                if httpx.get(f"{self.address}/health").status_code == HTTPStatus.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(self._output.read_text()[-2000:])


def token(url: str) -> str:
    """Make a token for the program that all callers use."""
    with psycopg.connect(url, autocommit=True) as owner:
        return tokens.create(owner, ACTOR, list(Role))[1]


def asking(client: httpx.AsyncClient, addresses: list[str], secret: str) -> Ask:
    """Ask the servers in turn; only an unreachable or unavailable one is asked again."""
    turns = itertools.cycle(addresses)

    async def ask(key: str, command: Command) -> Answer:
        path, body = request_of(command)
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
        try:
            answer = await client.post(next(turns) + path, json=body, headers=headers, timeout=ASKING_SECONDS)
        except httpx.TransportError:
            return None
        return told(answer)

    return ask


def request_of(command: Command) -> tuple[str, dict[str, object]]:
    """Give the address, with the ids that belong into it, and the rest as the body."""
    body = command.model_dump(mode="json", exclude_none=True)
    path = re.sub(r"\{(\w+)\}", lambda id_: str(body.pop(id_[1])), PATHS[type(command)])
    return path, body


def told(answer: httpx.Response) -> Answer:
    """Read an answer; everything but a record, a problem document, or "not now" is a failure that shows."""
    if answer.status_code in (HTTPStatus.CREATED, HTTPStatus.OK):
        return RECORDED, answer.json()["first"]
    problem = answer.headers["content-type"] == "application/problem+json"
    if problem and answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        return None
    if problem and HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer.json()["code"], None
    return f"FAILED {answer.status_code} {answer.text}", None
