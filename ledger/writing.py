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
from ledger.refusals import Overloaded, Refused
from ledger.rotating_code import RotatingCodes
from ledger.settling import Settling
from ledger.waiting import Waiting, wake_callers

# Warm models a process keeps: some 1 kB each, so memory is bounded however many people pass by.
CAPACITY = 50_000
COMMANDS_A_BATCH = 512
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
        self._settling.on_commit = told

    def close(self) -> None:
        """Finish what is waiting and give the log back."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
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
        if not self._draining:
            self._draining = True
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
            # Not now but after this turn of the loop: all commands that arrived in it share the batch.
            waiting.future.get_loop().call_soon(self._thread.submit, self._drain)
        return await waiting.future

    def rehearse(self, commands: Sequence[Command], caller: Caller) -> tuple[Event, ...]:
        """Decide on the newest facts and record nothing: the same answer or refusal, without a trace."""
        with self._turn:
            return self._settling.rehearse(commands, caller)

    # Taking turns

    def _settled(self, requests: list[Waiting]) -> list[Waiting]:
        """Queue up and take turns at being the writer until all of ours are answered."""
        self._queue.extend(requests)
        with self._turn:
            while any(waiting.outcome is None for waiting in requests):
                self._settle(self._take())
        return requests

    def _drain(self) -> None:
        while True:
            try:
                with self._turn:
                    while self._queue:
                        self._settle(self._take())
            finally:
                # Whatever happened, the next command must find a writer to start.
                self._draining = False
            # A command queued between the last look and this line found `_draining` still set.
            if not self._queue or self._draining:
                return
            self._draining = True

    def _take(self) -> list[Waiting]:
        batch: list[Waiting] = []
        names: set[tuple[str, str]] = set()
        while self._queue and len(batch) < COMMANDS_A_BATCH:
            name = (self._queue[0].caller.actor, self._queue[0].key)
            if name in names:  # the same request twice at once: the second waits for the first one's answer
                break
            names.add(name)
            batch.append(self._queue.popleft())
        return batch

    def _settle(self, batch: list[Waiting]) -> None:
        try:
            self._settling.settle(batch)
        finally:
            wake_callers(batch)
