"""From a batch of requests to one commit: decide on warm folds, append, and decide again if the facts moved."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg import DataError

from ledger.events import CommandRefused, Event
from ledger.folds import Folds
from ledger.log.log import Answer, Appended, Batch, Entry, Fact, Log, Moved, Question, Repeated, Request
from ledger.log.stored import decode, encode
from ledger.models.model import Key, Model
from ledger.recording import Caller, Clock, Cold, Command, Past, Recorded
from ledger.refusals import REFUSALS, Contended, IdempotencyConflict, Refused
from ledger.rotating_code import RotatingCodes
from ledger.waiting import Waiting

FACTS_A_BATCH = 6_000
ATTEMPTS = 50
# Further behind than this, forgetting and reading again is cheaper than catching up.
LAG_MAX = 20_000
TAIL_CHUNK = 5_000


class _Decided(NamedTuple):
    """What one waiting request wants appended; a refusal is a fact too."""

    waiting: Waiting
    events: list[Event]
    request: Request
    refusal: Refused | None


class Settling:
    """Decides and appends; one thread at a time."""

    def __init__(self, log: Log, folds: Folds, clock: Clock, codes: RotatingCodes) -> None:
        self.log = log
        self.folds = folds
        # Told of every commit, as (requests, facts), on the writer's thread: for metrics, so it must be quick.
        self.on_commit: Callable[[int, int], None] = _untold
        self._clock = clock
        self._codes = codes
        self.folds.clear(log.head())

    def settle(self, batch: list[Waiting]) -> None:
        """Give every request of a batch its outcome, whatever happens."""
        try:
            self._commit(batch)
        except BaseException as error:
            self.folds.undo()
            for waiting in batch:
                waiting.outcome = waiting.outcome or error
            if not isinstance(error, Exception):
                raise
        self.folds.trim()

    def rehearse(self, commands: Sequence[Command], caller: Caller) -> tuple[Event, ...]:
        """Decide on the newest facts and leave no trace."""
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
        past = Past(self.folds, questions, caller, self._clock(), self._codes)
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
