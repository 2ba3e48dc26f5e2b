"""Webhooks: a backlog of facts to a receiver of this machine, which keeps the name of each."""

import asyncio
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter
from typing import cast

import psycopg
import uvloop

from api import subscribers
from api.subscribers import Subscription
from benchmarks.children import answer_of, child
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import BEGAN_AT, append, counted, employee, reward
from benchmarks.workload import EMPLOYEES, PRICE
from ledger.events import Event, LotPart, RedemptionRequested
from ledger.log.migrate import migrate
from projections.handover.addresses import Rules
from projections.handover.process import keep_delivering

HERE = Rules(plain=True, private=True)
DELIVERED = "select coalesce(sum(delivered), 0) from office.subscribers"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
LOOK_SECONDS = 0.01


@dataclass(frozen=True)
class Delivering:
    """One subscriber is told of so many redemptions of all the company's people."""

    facts: int
    name: str = "Merit, webhooks"

    def setup(self, database: str, scale: float) -> None:
        """Let everybody redeem, again and again."""
        migrate(database)
        append(database, _redemptions(round(self.facts * scale)))

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Deliver from the beginning; what did not arrive is an error, and so is what has two names."""
        assert callers == 1, "there is one sender"
        facts = round(self.facts * effort.scale)
        with child(_receive, None) as receiver, child(_send, database) as sender:
            with psycopg.connect(database, autocommit=True) as office:
                url = f"http://127.0.0.1:{answer_of(receiver)}/"
                subscribers.add(office, Subscription(subscriber="bench", url=url, after=0), HERE)
            answer_of(sender)
            already = _delivered(database, 1)
            began = perf_counter()
            _delivered(database, facts)
            took = perf_counter() - began
            receiver.send("stop")
            names = answer_of(receiver)
            sender.send("stop")
        return Result((facts - already) / took, took * 1_000, took * 1_000, abs(facts - int(names)))


def _redemptions(facts: int) -> Iterable[Event]:
    for number in range(facts):
        yield RedemptionRequested(
            redemption=f"X-{number}",
            employee=employee(number % EMPLOYEES),
            reward=reward(0),
            price=PRICE,
            lots=(LotPart("learning/past", PRICE),),
            effective_at=BEGAN_AT,
        )


def _delivered(database: str, enough: int) -> int:
    while (count := counted(database, DELIVERED)) < enough:
        time.sleep(LOOK_SECONDS)
    return count


def _send(pipe: "Connection[object, object]", database: str) -> None:
    threading.Thread(target=keep_delivering, args=(database, HERE, pipe.send), daemon=True).start()
    pipe.send("sending")
    pipe.recv()


def _receive(pipe: "Connection[object, object]", _: object) -> None:
    uvloop.run(_serve(pipe))


async def _serve(pipe: "Connection[object, object]") -> None:
    names: set[bytes] = set()

    class Receiving(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.heard = cast("asyncio.Transport", transport), b""

        def data_received(self, data: bytes) -> None:
            self.heard += data
            head, found, body = self.heard.partition(b"\r\n\r\n")
            said = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:]) if found else {}
            if found and len(body) >= int(said[b"content-length"]):
                names.add(said[b"webhook-id"])
                self.heard = body[int(said[b"content-length"]) :]
                self.transport.write(ANSWER)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiving, "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, pipe.recv)
    pipe.send(len(names))
