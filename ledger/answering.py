"""The log's answer taken in: what was stored, what had been answered before, and what others appended meanwhile."""

from collections.abc import Callable, Iterator
from datetime import datetime

from ledger.deciding import Hand
from ledger.events import CommandRefused
from ledger.folds import Folds
from ledger.log.log import Answer, Appended, Fact, Log, Moved, Repeated
from ledger.log.stored import decode
from ledger.recording import Recorded
from ledger.refusals.refused import REFUSALS, Refused
from ledger.refusals.requests import IdempotencyConflict
from ledger.waiting import Waiting

# Further behind than this, forgetting and reading again is cheaper than catching up.
LAG_MAX = 20_000
TAIL_CHUNK = 5_000

Reply = Appended | Moved | Repeated


class Answering:
    """Makes outcomes of the log's answers, and keeps the folds at its head."""

    def __init__(self, log: Log, folds: Folds) -> None:
        # Told of every commit, as (requests, facts), on the writer's thread: for metrics, so it must be quick.
        self.on_commit: Callable[[int, int], None] = _untold
        self._log = log
        self._folds = folds

    def take(self, hand: Hand, reply: Reply) -> bool:
        """Give a hand's callers their outcomes; tell whether the facts are stored where they were foreseen."""
        match reply:
            case Appended(first, recorded_at):
                return self._confirm(hand, first, recorded_at)
            case Repeated(requests):
                self._folds.undo()
                self.repeat([hand.decided[n].waiting for n in sorted(requests)])
            case Moved(head):
                self._folds.undo()
                self.catch_up(head)
        return False

    def _confirm(self, hand: Hand, first: int, recorded_at: datetime) -> bool:
        foreseen = first == self._folds.head + 1
        if not foreseen:
            # Facts of other processes came in between that nobody here asked about; a kept model may.
            self._folds.undo()
            self.catch_up(first - 1)
            for one in hand.decided:
                for event in one.events:
                    self._folds.apply(event)
        self._folds.confirm()
        position = first
        for one in hand.decided:
            last = position + len(one.events) - 1
            one.waiting.outcome = one.refusal or Recorded(position, last, recorded_at, tuple(one.events))
            position = last + 1
        self._folds.head = position - 1
        self.on_commit(len(hand.decided), position - first)
        return foreseen

    def repeat(self, repeats: list[Waiting]) -> None:
        """Answer those requests that are in the log already from what is stored there."""
        if not repeats:
            return
        answers = self._log.answers([(waiting.caller.actor, waiting.key) for waiting in repeats])
        answered: list[tuple[Waiting, Answer]] = []
        for waiting in repeats:
            answer = answers.get((waiting.caller.actor, waiting.key))
            if answer is not None and answer.digest != waiting.digest:
                waiting.outcome = IdempotencyConflict()
            elif answer is not None:
                answered.append((waiting, answer))
        stored = self._log.at([(answer.first, answer.last) for _, answer in answered]) if answered else []
        for (waiting, answer), facts in zip(answered, stored, strict=True):
            events = tuple(decode(fact) for fact in facts)
            if isinstance(events[0], CommandRefused):
                waiting.outcome = REFUSALS.get(events[0].code, Refused)(**events[0].details)
            else:
                waiting.outcome = Recorded(answer.first, answer.last, facts[0].recorded_at, events, repeat=True)

    def catch_up(self, head: int) -> None:
        """Fold what other processes appended, up to `head`."""
        if head - self._folds.head > LAG_MAX:
            self._folds.clear(head)
        while self._folds.head < head:
            for fact in self._tail(head):
                self._folds.apply(decode(fact))
                self._folds.head = fact.position

    def _tail(self, head: int) -> Iterator[Fact]:
        first = self._folds.head + 1
        yield from self._log.between(first, min(head, first + TAIL_CHUNK - 1))


def _untold(_requests: int, _facts: int) -> None:
    """Nobody wants to know."""
