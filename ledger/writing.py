"""The one writer of a process: takes what is waiting, decides it on warm folds, appends it in one commit."""

import asyncio
import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import NamedTuple

import structlog
from psycopg import DataError

from ledger.events import CommandRefused, Event
from ledger.folds import Folds
from ledger.log.log import Answer, Appended, Batch, Entry, Fact, Log, Moved, Question, Repeated, Request
from ledger.log.stored import decode, encode
from ledger.models.model import Key, Model
from ledger.recording import Caller, Clock, Cold, Command, Past, Recorded, utc_now
from ledger.refusals import REFUSALS, Contended, IdempotencyConflict, Overloaded, Refused, Unanswered
from ledger.rotating_code import RotatingCodes

log = structlog.get_logger()

# Warm models a process keeps: some 1 kB each, so memory is bounded however many people pass by.
CAPACITY = 50_000
COMMANDS_A_BATCH = 512
FACTS_A_BATCH = 6_000
WAITING_MAX = 20_000
ATTEMPTS = 50
# Further behind than this, forgetting and reading again is cheaper than catching up.
LAG_MAX = 20_000
TAIL_CHUNK = 5_000

Outcome = Recorded | BaseException


class Waiting:
    """Commands that stand or fall together under one request, and the place their outcome is put."""

    __slots__ = ("caller", "commands", "digest", "future", "key", "outcome")

    def __init__(self, commands: tuple[Command, ...], caller: Caller) -> None:
        self.commands = commands
        if caller.request is None:
            # Nobody can repeat a request that has no name, so there is no other body to tell apart; the name
            # made here only finds the answer again after a lost reply.
            caller = Caller(caller.actor, os.urandom(16).hex(), *caller[2:])
            self.digest = b""
        else:
            said = hashlib.sha256(b"".join(command.digest() for command in commands))
            if caller.on_behalf_of is not None:
                # For somebody else it is another request: nobody is given the answer that another person got.
                said.update(caller.on_behalf_of.encode())
            self.digest = said.digest()
        self.caller = caller
        self.key = caller.request or ""
        self.outcome: Outcome | None = None
        self.future: asyncio.Future[Recorded] | None = None


class _Decided(NamedTuple):
    """What one waiting request wants appended; a refusal is a fact too."""

    waiting: Waiting
    events: list[Event]
    request: Request
    refusal: Refused | None


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
        self.folds = Folds(capacity)
        # Told of every commit, as (requests, facts), on the writer's thread: for metrics, so it must be quick.
        self.on_commit: Callable[[int, int], None] = _untold
        self._clock = clock
        self._queue: deque[Waiting] = deque()
        self._turn = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._draining = False
        self.folds.clear(log.head())

    def close(self) -> None:
        """Finish what is waiting and give the log back."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
        self.log.close()

    # The ways in

    def record(self, command: Command, caller: Caller) -> Recorded:
        """Record one command and wait; raises its refusal. For scripts and threads."""
        return _result(self._settled([Waiting((command,), caller)])[0])

    def record_together(self, commands: Sequence[Command], caller: Caller) -> Recorded:
        """Record all or none, each seeing the ones before; raises the first refusal."""
        return _result(self._settled([Waiting(tuple(commands), caller)])[0])

    def record_each(self, requests: Sequence[tuple[Command, Caller]]) -> list[Recorded | Refused]:
        """Record in order, each on its own; refusals are returned in their places, other errors raised."""
        outcomes: list[Recorded | Refused] = []
        for waiting in self._settled([Waiting((command,), caller) for command, caller in requests]):
            if isinstance(waiting.outcome, Refused):
                outcomes.append(waiting.outcome)
            else:
                outcomes.append(_result(waiting))
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
            self._catch_up(self.log.head())
            waiting = Waiting(tuple(commands), caller)
            try:
                decided, missing = self._decide(waiting, {})
                while missing:
                    self._load(missing)
                    decided, missing = self._decide(waiting, {})
            finally:
                self.folds.undo()
                self.folds.trim()
        if decided is None:
            raise waiting.outcome if isinstance(waiting.outcome, BaseException) else Contended
        if decided.refusal is not None:
            raise decided.refusal
        return tuple(decided.events)

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
            self._commit(batch)
        except BaseException as error:
            self.folds.undo()
            for waiting in batch:
                waiting.outcome = waiting.outcome or error
            if not isinstance(error, Exception):
                raise
        self.folds.trim()
        _answer(batch)

    # Deciding and appending

    def _commit(self, batch: list[Waiting]) -> None:
        """Decide and append until every request has its outcome."""
        open_ = batch
        attempts = 0
        while attempts < ATTEMPTS:
            decided, questions = self._decide_all(open_)
            if decided:
                self._append(decided, questions)
            still_open = [waiting for waiting in open_ if waiting.outcome is None]
            if not still_open:
                return
            # A batch too large for one append is no contention: only rounds that settled nothing count.
            attempts = attempts + 1 if len(still_open) == len(open_) else 0
            open_ = still_open
        for waiting in open_:
            waiting.outcome = Contended()

    def _decide_all(self, batch: list[Waiting]) -> tuple[list[_Decided], dict[Key, Question]]:
        """Decide in order; from the first suspended command on, the rest is only asked what it will read."""
        questions: dict[Key, Question] = {}
        decided: list[_Decided] = []
        rest = batch
        facts = 0
        while rest:
            missing: dict[Key, Model] = {}
            suspended: list[Waiting] = []
            for waiting in rest:
                if facts > FACTS_A_BATCH:
                    break
                one, cold = self._decide(waiting, questions, probe=bool(suspended))
                if waiting.outcome is not None:
                    # A bug, perhaps with half of its facts in the folds: the others are decided again without it.
                    self.folds.undo()
                    return [], {}
                if cold:
                    missing.update(cold)
                if cold or suspended:
                    if waiting.outcome is None:
                        suspended.append(waiting)
                elif one is not None:
                    decided.append(one)
                    facts += len(one.events)
            if missing and len(suspended) == len(batch):
                # The database is asked anyway; a file imported again need not be decided again.
                self._repeat([waiting for waiting in suspended if waiting.digest])
                suspended = [waiting for waiting in suspended if waiting.outcome is None]
            self._load(missing)
            rest = suspended
        return decided, questions

    def _decide(
        self, waiting: Waiting, questions: dict[Key, Question], *, probe: bool = False
    ) -> tuple[_Decided | None, dict[Key, Model]]:
        """Decide one request: its facts or its refusal as a fact, or the models it still misses."""
        caller = waiting.caller
        past = Past(self.folds, questions, caller, self._clock(), self.codes)
        events: list[Event] = []
        refusal: Refused | None = None
        together = len(waiting.commands) > 1
        if together:
            self.folds.mark()
        try:
            for command in waiting.commands:
                answer = command.decide(past)
                new = [answer] if isinstance(answer, Event) else answer
                if probe:
                    break
                events.extend(new)
                for event in new:
                    self.folds.speculate(event)
        except Cold:
            self.folds.undo_to_mark()
            return None, past.missing
        except Refused as no:
            self.folds.undo_to_mark()
            refusal = no
            events = [_refused(command, no, past.now)]
        except Exception as bug:  # noqa: BLE001 - a bug in one decision must not harm its neighbours
            self.folds.undo_to_mark()
            waiting.outcome = None if probe else bug
            return None, {}
        if together:
            self.folds.unmark()
        if probe:
            return None, {}
        request = Request(
            caller.actor,
            waiting.key,
            waiting.digest,
            caller.on_behalf_of,
            caller.reason,
            caller.causation,
            past.policy_version,
        )
        return _Decided(waiting, events, request, refusal), {}

    def _load(self, missing: dict[Key, Model]) -> None:
        """Fold what is missing up to the head, all in one round trip."""
        if not missing:
            return
        models = list(missing.values())
        questions = [Question(model.tags, model.types) for model in models]
        for number, fact in self.log.load(questions, self.folds.head):
            models[number].apply(decode(fact))
        self.folds.keep(models)

    def _append(self, decided: list[_Decided], questions: dict[Key, Question]) -> None:
        batch = _batch(decided, questions, self.folds.head)
        try:
            outcome = self.log.record(batch)
        except DataError as unstorable:
            self.folds.undo()
            if len(decided) == 1:
                decided[0].waiting.outcome = unstorable
                return
            for one in decided:  # one of them cannot be stored: find it without harming its neighbours
                self._commit([one.waiting])
            return
        match outcome:
            case Appended(first, recorded_at):
                self._confirm(decided, first, recorded_at, len(batch.entries))
            case Repeated(requests):
                self.folds.undo()
                self._repeat([decided[n].waiting for n in sorted(requests)])
            case Moved(head):
                self.folds.undo()
                self._catch_up(head)

    def _confirm(self, decided: list[_Decided], first: int, recorded_at: datetime, count: int) -> None:
        if first > self.folds.head + 1:
            # Facts of other processes came in between that nobody here asked about; a kept model may.
            self.folds.undo()
            self._catch_up(first - 1)
            for one in decided:
                for event in one.events:
                    self.folds.apply(event)
        self.folds.confirm()
        self.folds.head = first + count - 1
        self.on_commit(len(decided), count)
        position = first
        for one in decided:
            last = position + len(one.events) - 1
            one.waiting.outcome = one.refusal or Recorded(position, last, recorded_at, tuple(one.events))
            position = last + 1

    def _repeat(self, repeats: list[Waiting]) -> None:
        """Answer those requests that are in the log already from what is stored there."""
        if not repeats:
            return
        answers = self.log.answers([(waiting.caller.actor, waiting.key) for waiting in repeats])
        answered: list[tuple[Waiting, Answer]] = []
        for waiting in repeats:
            answer = answers.get((waiting.caller.actor, waiting.key))
            if answer is not None and answer.digest != waiting.digest:
                waiting.outcome = IdempotencyConflict()
            elif answer is not None:
                answered.append((waiting, answer))
        stored = self.log.at([(answer.first, answer.last) for _, answer in answered]) if answered else []
        for (waiting, answer), facts in zip(answered, stored, strict=True):
            events = tuple(decode(fact) for fact in facts)
            if isinstance(events[0], CommandRefused):
                waiting.outcome = REFUSALS.get(events[0].code, Refused)(**events[0].details)
            else:
                waiting.outcome = Recorded(answer.first, answer.last, facts[0].recorded_at, events, repeat=True)

    def _catch_up(self, head: int) -> None:
        """Fold what other processes appended, up to `head`."""
        if head - self.folds.head > LAG_MAX:
            self.folds.clear(head)
        while self.folds.head < head:
            for fact in self._tail(head):
                self.folds.apply(decode(fact))
                self.folds.head = fact.position

    def _tail(self, head: int) -> Iterator[Fact]:
        first = self.folds.head + 1
        yield from self.log.between(first, min(head, first + TAIL_CHUNK - 1))


def _batch(decided: list[_Decided], questions: dict[Key, Question], head: int) -> Batch:
    entries: list[Entry] = []
    evidence: dict[str, str] = {}
    for owner, one in enumerate(decided, 1):
        entries.extend(encode(event, owner) for event in one.events)
        for command in one.waiting.commands:
            evidence.update(command.evidence())
    return Batch(head, list(questions.values()), entries, [one.request for one in decided], sorted(evidence.items()))


def _refused(command: Command, no: Refused, now: datetime) -> CommandRefused:
    about = {
        name: value
        for name in ("employee", "session", "course", "reward", "redemption")
        if isinstance(value := getattr(command, name, None), str)
    }
    return CommandRefused(command=type(command).__name__, code=no.code, details=no.details, effective_at=now, **about)


def _untold(_requests: int, _facts: int) -> None:
    """Nobody wants to know."""


def _result(waiting: Waiting) -> Recorded:
    if isinstance(waiting.outcome, Recorded):
        return waiting.outcome
    raise waiting.outcome or Contended()


def _answer(batch: list[Waiting]) -> None:
    """Wake the event loops that wait, once a batch and not once a command."""
    loops: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
    for waiting in batch:
        if waiting.future is not None:
            loops.setdefault(waiting.future.get_loop(), []).append(waiting)
    for loop, answered in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_wake, answered)


def _wake(answered: list[Waiting]) -> None:
    for waiting in answered:
        future = waiting.future
        if future is None or future.done():
            continue
        if isinstance(waiting.outcome, Recorded):
            future.set_result(waiting.outcome)
        else:
            future.set_exception(waiting.outcome or Contended())


__all__ = ["Ledger", "Unanswered"]
