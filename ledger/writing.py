"""The one writer of a process: callers queue up and take turns, and what waits together is committed together."""

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from ledger.events import Event
from ledger.folds import Folds
from ledger.log.log import Log
from ledger.recording import Caller, Clock, Command, Recorded, utc_now
from ledger.refusals.refused import Refused
from ledger.refusals.requests import Overloaded
from ledger.rotating_code import RotatingCodes
from ledger.settling import Settling
from ledger.waiting import Waiting

# Warm models a process keeps: some 1 kB each, so memory is bounded however many people pass by.
CAPACITY = 50_000
# From so many on it pays to decide some while others are in the air, on another thread and in commits of their own.
MANY = 48
WAITING_MAX = 20_000


class Ledger:
    """The way facts come into being: `record` for scripts, `submit` for servers."""

    def __init__(
        self,
        log: Log,
        *,
        clock: Clock = utc_now,
        codes: RotatingCodes | None = None,
        capacity: int = CAPACITY,
    ) -> None:
        self.log = log
        # Without the company's secret no code is ever right: deny unless allowed.
        self.codes = codes or RotatingCodes(os.urandom(32))
        self._settling = Settling(log, Folds(capacity), clock, self.codes)
        self._queue: deque[Waiting] = deque()
        self._turn = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._draining = False

    @property
    def folds(self) -> Folds:
        """The models that are kept warm."""
        return self._settling.folds

    def on_commit(self, told: Callable[[int, int], None]) -> None:
        """Have somebody told of every commit, as (requests, facts), on the writer's thread: it must be quick."""
        self._settling.answering.on_commit = told

    def close(self) -> None:
        """Finish what is waiting and give the log back."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
        self._settling.close()
        self.log.close()

    # The ways in

    def record(self, command: Command, caller: Caller) -> Recorded:
        """Record one command and wait; raises its refusal. For scripts and threads."""
        return self._settled([Waiting((command,), caller)])[0].result()

    def record_together(self, commands: Sequence[Command], caller: Caller) -> Recorded:
        """Record all or none, each seeing the ones before; raises the first refusal."""
        return self._settled([Waiting(tuple(commands), caller)])[0].result()

    def record_each(self, requests: Sequence[tuple[Command, Caller]]) -> list[Recorded | Refused]:
        """Record in order, each on its own; refusals are returned in their places, other errors raised."""
        outcomes: list[Recorded | Refused] = []
        for waiting in self._settled([Waiting((command,), caller) for command, caller in requests]):
            if isinstance(waiting.outcome, Refused):
                outcomes.append(waiting.outcome)
            else:
                outcomes.append(waiting.result())
        return outcomes

    async def submit(self, commands: tuple[Command, ...], caller: Caller) -> Recorded:
        """Record without blocking the event loop; commands submitted meanwhile share the commit."""
        if len(self._queue) >= WAITING_MAX:
            raise Overloaded
        waiting = Waiting(commands, caller)
        waiting.future = asyncio.get_running_loop().create_future()
        self._queue.append(waiting)
        if self._settling.flight is not None:
            self._settling.stirred.set()
        if not self._draining:
            self._draining = True
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
            # Not now but after this turn of the loop: all commands that arrived in it share the batch.
            waiting.future.get_loop().call_soon(self._thread.submit, self._drain)
        return await waiting.future

    def rehearse(self, commands: Sequence[Command], caller: Caller, given: Sequence[Event] = ()) -> tuple[Event, ...]:
        """Decide on the newest facts, and on others as if they were stored; record nothing, leave no trace."""
        with self._turn:
            return self._settling.rehearse(commands, caller, given)

    # Taking turns

    def _settled(self, requests: list[Waiting]) -> list[Waiting]:
        """Queue up and take turns at being the writer until all of ours are answered."""
        self._queue.extend(requests)
        with self._turn:
            self._write(until=lambda: all(waiting.outcome is not None for waiting in requests))
        return requests

    def _drain(self) -> None:
        while True:
            try:
                with self._turn:
                    self._write(until=self._idle)
            finally:
                # Whatever happened, the next command must find a writer to start.
                self._draining = False
            # A command queued between the last look and this line found `_draining` still set.
            if not self._queue or self._draining:
                return
            self._draining = True

    def _idle(self) -> bool:
        settling = self._settling
        return not (self._queue or settling.hand.taken or settling.flight)

    def _write(self, until: Callable[[], bool]) -> None:
        """Be the writer: decide what comes in while the hand before is in the air; leave nothing there."""
        settling = self._settling
        while not until():
            try:
                self._step()
                if until():
                    settling.finish()
            except BaseException as error:  # noqa: BLE001 - the log is away, or a bug; an interrupt goes on from here
                settling.give_up(error)

    def _step(self) -> None:
        settling = self._settling
        if settling.flight is not None and settling.flight.reply.done():
            settling.land()
        hand = settling.hand.taken
        if settling.flight is None and hand:
            settling.send(alone=len(hand) < MANY and not self._queue)
        queued = len(self._queue)
        if batch := self._take():
            settling.decide(batch)
        elif settling.flight is not None:
            self._await(queued)

    def _await(self, queued: int) -> None:
        """Wait for the answer to the flight, or for another command to decide meanwhile."""
        stirred, flight = self._settling.stirred, self._settling.flight
        stirred.clear()
        if flight is not None and not flight.reply.done() and len(self._queue) == queued:
            stirred.wait()

    def _take(self) -> list[Waiting]:
        hand = self._settling.hand
        room = hand.room
        if self._settling.flight is None and not hand.taken and len(self._queue) >= 2 * MANY:
            # Half of them now and half of them while those are in the air, and so they keep taking turns.
            room = min(room, (len(self._queue) + 1) // 2)
        batch: list[Waiting] = []
        # The same request twice at once: the second waits for the first one's answer.
        while self._queue and len(batch) < room and self._queue[0].name not in hand.names:
            hand.names.add(self._queue[0].name)
            batch.append(self._queue.popleft())
        return batch
