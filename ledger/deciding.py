"""From waiting requests to a hand of facts: decide one after another on warm folds, reading what is cold together."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from ledger.booking import booked
from ledger.events import CommandRefused, Event
from ledger.folds import Folds
from ledger.log.log import Batch, Entry, Log, Question, Request
from ledger.log.stored import decode, encode
from ledger.models.model import Key, Model
from ledger.recording import Clock, Cold, Command, Past
from ledger.refusals.refused import Refused
from ledger.rotating_code import RotatingCodes
from ledger.waiting import Waiting

COMMANDS_A_HAND = 512
FACTS_A_HAND = 6_000


class Decided(NamedTuple):
    """What one waiting request wants appended; a refusal is a fact too."""

    waiting: Waiting
    events: list[Event]
    request: Request
    refusal: Refused | None


class Hand:
    """What was taken from the queue and goes out in one append."""

    def __init__(self) -> None:
        self.taken: list[Waiting] = []
        # No two of a hand have one name: the second of them is a repeat.
        self.names: set[tuple[str, str]] = set()
        self.decided: list[Decided] = []
        # All that was read for it: the condition of its append.
        self.questions: dict[Key, Question] = {}
        self.facts = 0

    @property
    def room(self) -> int:
        """Count how many more may be taken."""
        return COMMANDS_A_HAND - len(self.taken) if self.facts <= FACTS_A_HAND else 0

    @property
    def open(self) -> list[Waiting]:
        """Those that have no outcome yet."""
        return [waiting for waiting in self.taken if waiting.outcome is None]

    def batch(self, after: int) -> Batch:
        """Write it all down for the log."""
        entries: list[Entry] = []
        evidence: dict[str, str] = {}
        for owner, one in enumerate(self.decided, 1):
            entries.extend(encode(event, owner) for event in one.events)
            for command in one.waiting.commands:
                evidence.update(command.evidence())
        requests = [one.request for one in self.decided]
        return Batch(after, list(self.questions.values()), entries, requests, sorted(evidence.items()))


class Void(Exception):  # noqa: N818 - a turn of events, not an error
    """What was decided so far rests on facts that are not so; never seen outside the writer."""


class Deciding:
    """Decides on the folds; its one way to the log is to read what they miss."""

    def __init__(self, log: Log, folds: Folds, clock: Clock, codes: RotatingCodes) -> None:
        self._log = log
        self._folds = folds
        self._clock = clock
        self._codes = codes

    def decide(self, hand: Hand, batch: Sequence[Waiting], repeat: Callable[[list[Waiting]], None]) -> None:
        """Decide in order; from the first suspended command on, the rest is only asked what it will read.

        Raises Void if a decision failed with a bug, perhaps leaving half of its facts in the folds.
        """
        rest = batch
        while rest:
            missing: dict[Key, Model] = {}
            suspended: list[Waiting] = []
            for waiting in rest:
                if hand.facts > FACTS_A_HAND:
                    break
                one, cold = self._decide(waiting, hand.questions, probe=bool(suspended))
                if waiting.outcome is not None:
                    raise Void
                if cold:
                    missing.update(cold)
                if cold or suspended:
                    suspended.append(waiting)
                elif one is not None:
                    hand.decided.append(one)
                    hand.facts += len(one.events)
            if missing:
                if len(suspended) == len(batch):
                    # The database is asked anyway; a file imported again need not be decided again.
                    repeat([waiting for waiting in suspended if waiting.digest])
                    suspended = [waiting for waiting in suspended if waiting.outcome is None]
                self._load(missing)
            rest = suspended

    def rehearse(self, waiting: Waiting, given: Sequence[Event]) -> tuple[Event, ...]:
        """Decide one request, on facts that are given as if they were stored, and leave no trace."""
        try:
            for event in given:
                self._folds.speculate(event)
            decided, missing = self._decide(waiting, {})
            while missing:
                self._load(missing)
                decided, missing = self._decide(waiting, {})
        finally:
            self._folds.undo()
        if decided is None:
            waiting.result()
            raise AssertionError("neither decided nor failed")
        if decided.refusal is not None:
            raise decided.refusal
        return tuple(decided.events)

    def _decide(
        self, waiting: Waiting, questions: dict[Key, Question], *, probe: bool = False
    ) -> tuple[Decided | None, dict[Key, Model]]:
        """Decide one request: its facts or its refusal as a fact, or the models it still misses."""
        caller = waiting.caller
        folds = self._folds
        past = Past(folds, questions, caller, self._clock(), self._codes)
        events: list[Event] = []
        refusal: Refused | None = None
        together = len(waiting.commands) > 1
        if together:
            folds.mark()
        try:
            for command in waiting.commands:
                answer = command.decide(past)
                new = booked(past, [answer] if isinstance(answer, Event) else answer)
                if probe:
                    break
                events.extend(new)
                for event in new:
                    folds.speculate(event)
        except Cold:
            folds.undo_to_mark()
            return None, past.missing
        except Refused as no:
            folds.undo_to_mark()
            refusal = no
            events = [_refused(command, no, past.now)]
        except Exception as bug:  # noqa: BLE001 - a bug in one decision must not harm its neighbours
            folds.undo_to_mark()
            waiting.outcome = None if probe else bug
            return None, {}
        if together:
            folds.unmark()
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
        return Decided(waiting, events, request, refusal), {}

    def _load(self, missing: dict[Key, Model]) -> None:
        """Fold what is missing up to the head, all in one round trip."""
        models = list(missing.values())
        questions = [Question(model.tags, model.types) for model in models]
        for number, fact in self._log.load(questions, self._folds.head):
            models[number].apply(decode(fact))
        self._folds.keep(models)


def _refused(command: Command, no: Refused, now: datetime) -> CommandRefused:
    about = {
        name: value
        for name in ("employee", "session", "course", "reward", "redemption")
        if isinstance(value := getattr(command, name, None), str)
    }
    return CommandRefused(command=type(command).__name__, code=no.code, details=no.details, effective_at=now, **about)
