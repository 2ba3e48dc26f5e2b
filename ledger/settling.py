"""From a hand of facts to one commit, the next hand being decided meanwhile; decided again if the facts moved.

At most one hand is in the air: sent to the log and not answered yet. The folds hold its facts already, so what
comes in is decided as if they were stored. Nearly always they then are. If not, all of that is taken back and
decided again, and no caller has heard anything: an outcome is given only for what the log has answered.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from psycopg import DataError

from ledger.answering import Answering, Reply
from ledger.deciding import Deciding, Hand, Void
from ledger.events import Event
from ledger.folds import Folds
from ledger.log.log import Log
from ledger.recording import Caller, Clock, Command
from ledger.refusals.requests import Contended
from ledger.rotating_code import RotatingCodes
from ledger.waiting import Waiting, wake_callers

ATTEMPTS = 50
LIGHTER = 5  # of them lost, and half as many commands are decided at once


class _Flight(NamedTuple):
    """A hand in the air."""

    hand: Hand
    reply: "Future[Reply]"


class Settling:
    """Decides and appends; one thread at a time, which lands everything before it leaves."""

    def __init__(self, log: Log, folds: Folds, clock: Clock, codes: RotatingCodes) -> None:
        self.log = log
        self.folds = folds
        # Set when the flight is answered, and by whoever queues something while there is one.
        self.stirred = threading.Event()
        self.hand = Hand()
        self.flight: _Flight | None = None
        self.answering = Answering(log, folds)
        self._deciding = Deciding(log, folds, clock, codes)
        self._line: ThreadPoolExecutor | None = None
        self.folds.clear(log.head())

    def decide(self, batch: Sequence[Waiting]) -> None:
        """Decide the batch on top of what is in the air and in hand."""
        self.hand.taken += batch
        try:
            self._deciding.decide(self.hand, batch, self.answering.repeat)
        except Void:
            # Landing may have decided all of it again already.
            if self.land():
                self._again(self._put_down())

    def send(self, *, alone: bool) -> None:
        """Append what is in hand: at once if nobody else waits, else beside the deciding of the next hand."""
        hand = self._put_down()
        if not hand.decided:  # all of it had been answered before
            self.folds.trim()
            wake_callers(hand.taken)
            return
        batch = hand.batch(self.folds.head)
        self.folds.send()
        if alone:
            self._settle(hand, lambda: self.log.record(batch))
            return
        if self._line is None:
            self._line = ThreadPoolExecutor(1, thread_name_prefix="append")
        self.flight = _Flight(hand, self._line.submit(self.log.record, batch))
        self.flight.reply.add_done_callback(lambda _: self.stirred.set())

    def land(self) -> bool:
        """Wait for the answer of what is in the air; tell whether what was decided since still stands."""
        return self.flight is None or self._settle(self.flight.hand, self.flight.reply.result)

    def finish(self) -> None:
        """Leave nothing in the air or in hand."""
        self.land()
        if self.hand.taken:
            self.send(alone=True)

    def give_up(self, error: BaseException, *sent: Hand) -> None:
        """Tell everybody; whether the log took what was sent is found out by the next append."""
        hands = [self._put_down(), *([self.flight.hand] if self.flight else sent)]
        self.flight = None
        self.folds.clear(self.folds.head)
        for hand in hands:
            for waiting in hand.open:
                waiting.outcome = error
            wake_callers(hand.taken)
        if not isinstance(error, Exception):
            raise error

    def close(self) -> None:
        """Let the thread go that waits for the log."""
        if self._line is not None:
            self._line.shutdown()

    def rehearse(self, commands: Sequence[Command], caller: Caller, given: Sequence[Event]) -> tuple[Event, ...]:
        """Decide on the newest facts and what is given besides, and leave no trace."""
        self.answering.catch_up(self.log.head())
        try:
            return self._deciding.rehearse(Waiting(tuple(commands), caller), given)
        finally:
            self.folds.trim()

    def _settle(self, hand: Hand, reply: Callable[[], Reply]) -> bool:
        """Give everybody of a sent hand an outcome; tell whether what was decided since still stands."""
        try:
            stands = self.answering.take(hand, reply()) and not hand.open
        except Exception as error:  # noqa: BLE001 - the callers are told
            self._fail(hand, error)
            stands = False
        except BaseException as error:
            self.give_up(error, hand)
            raise
        self.flight = None
        if stands:
            self.folds.trim()
            wake_callers(hand.taken)
        else:
            self._again(hand, self._put_down())
        return stands

    def _put_down(self) -> Hand:
        hand, self.hand = self.hand, Hand()
        return hand

    def _again(self, *hands: Hand) -> None:
        """Decide again, on nothing but what is stored."""
        try:
            self.folds.undo()
            for hand in hands:
                self._commit(hand.open)
        finally:
            for hand in hands:
                wake_callers(hand.taken)

    def _commit(self, waiting: list[Waiting]) -> None:
        """Decide and append, one after the other, until each of them has its outcome."""
        open_, attempts = waiting, 0
        try:
            while open_ and attempts < ATTEMPTS:
                # Who loses again and again carries less: the fewer commands, the fewer facts can move under them.
                some = open_[: max(1, len(open_) >> attempts // LIGHTER)]
                hand = Hand()
                hand.taken += some
                try:
                    self._deciding.decide(hand, some, self.answering.repeat)
                except Void:
                    self.folds.undo()
                else:
                    self._append(hand)
                # A batch too large for one append is no contention: only rounds that settled nothing count.
                attempts = attempts + 1 if len(hand.open) == len(some) else 0
                open_ = [*hand.open, *open_[len(some) :]]
        except BaseException as error:
            self.folds.undo()
            for one in waiting:
                one.outcome = one.outcome or error
            if not isinstance(error, Exception):
                raise
        for one in waiting:
            one.outcome = one.outcome or Contended()
        self.folds.trim()

    def _append(self, hand: Hand) -> None:
        """Append and wait for the answer."""
        if not hand.decided:
            return
        self.folds.send()
        try:
            self.answering.take(hand, self.log.record(hand.batch(self.folds.head)))
        except DataError as unstorable:
            self._isolate(hand, unstorable)

    def _isolate(self, hand: Hand, unstorable: DataError) -> None:
        """One of them cannot be stored: find it without harming its neighbours."""
        self.folds.undo()
        if len(hand.decided) == 1:
            hand.decided[0].waiting.outcome = unstorable
            return
        for one in hand.decided:
            self._commit([one.waiting])

    def _fail(self, hand: Hand, error: Exception) -> None:
        """Nothing is known of a hand but that appending it failed."""
        if isinstance(error, DataError):
            self._isolate(hand, error)
        else:
            for waiting in hand.open:
                waiting.outcome = error
