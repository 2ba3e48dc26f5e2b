"""The sender's process: one of all that run works, with a thread and a connection for each subscriber."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from psycopg import Connection, Error

from projections.alone import Tell, Work, wait_for_turn
from projections.backoff import Backoff
from projections.connecting import opened
from projections.handover.addresses import Forbidden, Rules
from projections.handover.delivering import Delivery
from projections.handover.retrying import Patience

LOOK = 1.0  # seconds between looks at who is to be told
POLL = 0.5  # seconds; a notice normally comes first
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between attempts to go on
FAREWELL = 15.0  # seconds that deliveries under way have to end

SETTINGS = """
set role merit_deliver;
set timezone to 'UTC';
set synchronous_commit to on;
set jit to off;
-- A sender that was cut off asks nothing any more; its session must not keep its place for hours.
set idle_session_timeout to '20s';
"""
NAMES = "select subscriber from office.subscribers where paused_at is null"


def keep_delivering(conninfo: str, rules: Rules, tell: Tell, patience: Patience | None = None) -> None:
    """Deliver for ever, through lost connections. May be killed at any moment."""
    backoff = Backoff("deliver", FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            with (
                _alone(conninfo, tell) as connection,
                closing(_Workers(conninfo, rules, patience or Patience())) as all_,
            ):
                while True:
                    all_.match({str(name) for (name,) in connection.execute(NAMES)})
                    backoff.succeeded()
                    time.sleep(LOOK)
        except Error as error:
            time.sleep(backoff.failed(error))


class _Workers:
    """A thread for each subscriber, begun anew if it ends."""

    def __init__(self, conninfo: str, rules: Rules, patience: Patience) -> None:
        self._conninfo, self._rules, self._patience = conninfo, rules, patience
        self._stop = threading.Event()
        self._threads: dict[str, threading.Thread] = {}

    def match(self, names: set[str]) -> None:
        """Have everybody told who is to be told; whoever is paused or gone is no longer told by itself."""
        self._threads = {name: thread for name, thread in self._threads.items() if thread.is_alive()}
        for name in names - self._threads.keys():
            thread = threading.Thread(target=self._tell_for_ever, args=(name,), name=f"to {name}", daemon=True)
            self._threads[name] = thread
            thread.start()

    def close(self) -> None:
        """Begin nothing new, and wait a little for what is under way."""
        self._stop.set()
        until = time.monotonic() + FAREWELL
        for thread in self._threads.values():
            thread.join(max(0.0, until - time.monotonic()))

    def _tell_for_ever(self, name: str) -> None:
        backoff = Backoff(f"tell {name}", FIRST_PAUSE, LONGEST_PAUSE)
        while not self._stop.is_set():
            try:
                with opened(self._conninfo, f"merit deliver {name}"[:63], SETTINGS) as connection:
                    connection.execute("listen merit_facts")
                    with closing(Delivery(connection, name, self._rules, self._patience)) as delivery:
                        while not self._stop.is_set():
                            busy = delivery.turn()
                            backoff.succeeded()
                            if busy is None:
                                return
                            if not busy:
                                for _ in connection.notifies(timeout=POLL, stop_after=1):
                                    pass
            except (Error, Forbidden) as error:
                self._stop.wait(backoff.failed(error))


@contextmanager
def _alone(conninfo: str, tell: Tell) -> Iterator[Connection]:
    """Be the one sender of this log; wait for a turn."""
    with opened(conninfo, "merit deliver", SETTINGS) as connection:
        wait_for_turn(connection, Work.SENDER, tell)
        yield connection
