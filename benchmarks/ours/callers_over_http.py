"""Callers over HTTP that cost as little as possible: the server and PostgreSQL need the processor themselves."""

import asyncio
import re
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import perf_counter
from typing import cast

import uvloop

LENGTH = re.compile(rb"content-length: (\d+)\r\n")
END_OF_HEAD = b"\r\n\r\n"
# `HTTP/1.1 2..`: everything else is an error, since nothing ever runs out.
GOOD = (9, b"2")


@dataclass(frozen=True)
class Plan:
    """What to send where, for how long, after how long a time that is not measured."""

    port: int
    connections: int
    warm_up: float
    seconds: float
    requests: list[bytes]


@dataclass
class Answers:
    """What came back; `done` counts what was not measured too."""

    latencies: list[float] = field(default_factory=list)
    done: int = 0
    in_time: int = 0
    errors: int = 0


class _Caller(asyncio.Protocol):
    """One connection: sends the next request when the answer to the one before is whole."""

    def __init__(self, work: "_Work") -> None:
        self._work = work
        self._transport: asyncio.WriteTransport | None = None
        self._answer = b""
        self._began = 0.0
        self.idle = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # Not asserted: uvloop's transports are of no asyncio class.
        self._transport = cast("asyncio.WriteTransport", transport)

    def send(self) -> None:
        """Send one request."""
        assert self._transport is not None
        self._began = perf_counter()
        self._transport.write(self._work.requests.pop())

    def data_received(self, data: bytes) -> None:
        """Collect an answer; answers are short, so it is nearly always whole at once."""
        self._answer = answer = self._answer + data if self._answer else data
        head = answer.find(END_OF_HEAD)
        length = LENGTH.search(answer, 0, head + 2) if head > 0 else None
        if length is None or len(answer) < head + len(END_OF_HEAD) + int(length[1]):
            return
        self._answer = b""
        start, wanted = GOOD
        if self._work.count(self._began, good=answer.startswith(wanted, start)):
            self.send()
        elif not self.idle.done():
            self.idle.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody may hang up on a caller."""
        if not self.idle.done():
            self.idle.set_exception(exc or ConnectionResetError("the server hung up"))


class _Work:
    """The requests still to be sent, and the answers so far, of all connections."""

    def __init__(self, requests: list[bytes]) -> None:
        self.requests = requests
        self.answers = Answers()
        self.deadline = 0.0

    def count(self, began: float, *, good: bool) -> bool:
        """Count an answer; whether there is time for another request."""
        now, answers = perf_counter(), self.answers
        if good:
            answers.done += 1
            answers.in_time += now <= self.deadline
            answers.latencies.append(now - began)
        else:
            answers.errors += 1
        return now < self.deadline and bool(self.requests)


def call(pipe: "Connection[object, object]", plan: Plan) -> None:
    """Call until the time is over, and tell what came back."""
    pipe.send(uvloop.run(_call(plan)))


async def _call(plan: Plan) -> Answers:
    loop = asyncio.get_running_loop()
    work = _Work(plan.requests)
    callers: list[_Caller] = []
    for _ in range(plan.connections):
        _, caller = await loop.create_connection(lambda: _Caller(work), "127.0.0.1", plan.port)
        callers.append(caller)
    await _round(work, callers, plan.warm_up)
    work.answers.latencies.clear()
    work.answers.in_time = 0
    await _round(work, callers, plan.seconds)
    return work.answers


async def _round(work: _Work, callers: list[_Caller], seconds: float) -> None:
    """Let every caller send for so long, and wait until the last has had its last answer."""
    work.deadline = perf_counter() + seconds
    for caller in callers:
        caller.idle = asyncio.get_running_loop().create_future()
        caller.send()
    await asyncio.gather(*(caller.idle for caller in callers))
