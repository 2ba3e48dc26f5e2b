"""The log on PostgreSQL: one SQL function appends, through the library's datastore and pool."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, count, islice
from typing import Any, TypeVar, cast

import psycopg
from eventsourcing.dcb.api import DCBQuery, DCBSubscription
from eventsourcing.dcb.persistence import DCBListenNotifySubscription
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from ledger.log.log import (
    SEPARATOR,
    Answer,
    Appended,
    Batch,
    Fact,
    Log,
    LogUnavailable,
    Moved,
    Question,
    Repeated,
)
from ledger.log.parameters import append_parameters, number_array, text_array
from ledger.log.silence import CONNECT_SECONDS, KEEPALIVES, Listening
from ledger.log.statements import ANSWERS, APPEND, AT, HEAD, LOAD, SAFE, SELECT, UNSAFE
from ledger.log.writer import Writer

T = TypeVar("T")
Cursor = psycopg.Cursor[tuple[Any, ...]]

# What a lost connection looks like, from the driver and from the library's pool.
LOST = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)

ROLE = "merit_app"
PATIENCE_SECONDS = 5.0
# An append is one short statement; whoever holds its lock longer than this is in trouble.
APPEND_SECONDS = 5.0
# Work that was given up leaves the server soon: waiting for a lock, it would hold its connection for as long.
CHECKING = "-c client_connection_check_interval=2s"
CHANNEL = "merit_facts"

# A log is read by position or tag. A plan kept from when it was empty must not go through all of it.
PROBING = "-c enable_seqscan=off"


def datastore(url: str, *, role: str = ROLE, pool_size: int = 2) -> PostgresDatastore:
    """Open the library's datastore on any libpq URL, as the role that may append and read, and no more."""
    store = PostgresDatastore("", "", "", "", "", connect_timeout=CONNECT_SECONDS, pool_size=pool_size, max_overflow=6)
    parameters = conninfo_to_dict(url)
    given = f"{parameters.pop('options', '') or ''}"
    options = f"{given} -c role={role} -c timezone=UTC -c jit=off -c client_encoding=UTF8 {PROBING} {CHECKING}".strip()
    reaching = {"connect_timeout": CONNECT_SECONDS, **KEEPALIVES}
    store.pool.connection_class = Listening
    store.pool.kwargs = {**reaching, **parameters, "options": options, "row_factory": dict_row}
    return store


class PostgresLog(Log):
    """Facts in `ledger.events`. One connection is kept for the writer; the pool serves everyone else."""

    def __init__(
        self, store: PostgresDatastore, *, patience: float = PATIENCE_SECONDS, writer: Writer | None = None
    ) -> None:
        self.datastore = store
        self._writer = writer
        self._patience = patience
        self._writing: Listening | None = None
        self._turn = threading.RLock()

    @classmethod
    def open(cls, url: str, *, pool_size: int = 2, writer: Writer | None = None) -> "PostgresLog":
        """Connect to a migrated database, or say why it cannot be trusted with facts.

        Facts that no writer signed are stored, and never sealed.
        """
        log = cls(datastore(url, pool_size=pool_size), writer=writer)
        try:
            unsafe = log._patiently(lambda connection: connection.execute(UNSAFE).fetchall())
            log.head()
        except BaseException:
            log.close()
            raise
        if unsafe:
            log.close()
            raise LogUnavailable(f"the server would lose acknowledged facts: {unsafe}")
        return log

    def record(self, batch: Batch) -> Appended | Moved | Repeated:
        """Append in one round trip. After a lost reply the batch is sent again: its name says what happened."""
        parameters = append_parameters(batch, self._writer)

        def send(connection: Listening) -> tuple[Any, ...]:
            (row,) = connection.ask(b"append", APPEND, parameters, APPEND_SECONDS)
            return row

        outcome, first, recorded_at, repeats = self._patiently(send)
        if outcome == "appended":
            return Appended(first, recorded_at)
        if outcome == "moved":
            return Moved(first)
        return Repeated(frozenset(n - 1 for n in repeats))

    def load(self, questions: Sequence[Question], upto: int) -> Iterator[tuple[int, Fact]]:
        """Stream, so that a popular reward's history is folded without being held, and beside the writer."""
        if not questions:
            return
        parameters = (
            text_array([q.tags[0] for q in questions]),
            text_array([SEPARATOR.join(q.tags) for q in questions]),
            text_array([SEPARATOR.join(q.types) for q in questions]),
            b"%d" % upto,
        )

        with ExitStack() as held:

            def begin() -> Iterator[tuple[Any, ...]]:
                held.close()
                connection = held.enter_context(self.datastore.get_connection())
                rows = cast("Listening", connection).ask(b"load", LOAD, parameters)
                # A connection that was cut while idle shows it here, where beginning again costs nothing.
                return chain(list(islice(rows, 1)), rows)

            try:
                for row in self._while_patient(begin):
                    yield row[0], Fact._make(row[1:])
            except LOST as lost:
                raise LogUnavailable(str(lost)) from lost

    def select(self, query: DCBQuery, after: int, limit: int | None) -> list[Fact]:
        """Read by tag where every item has one, else by position."""
        items = query.items
        narrowed = [item.tags[0] for item in items if item.tags] if items else []
        parameters = {
            "after": after,
            "limit": limit,
            "tags": narrowed if items and len(narrowed) == len(items) else None,
            "item_tags": [SEPARATOR.join(item.tags) for item in items],
            "item_types": [SEPARATOR.join(item.types) for item in items],
        }
        return self._reading(lambda cursor: [Fact._make(row) for row in cursor.execute(SELECT, parameters)])

    def head(self) -> int:
        """Look at the end of the primary key."""
        row = self._reading(lambda cursor: cursor.execute(HEAD).fetchone())
        return int(row[0]) if row else 0

    def answers(self, requests: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
        """Look the requests up by primary key; what is seen may be on its way to a standby still, and is waited for."""
        wanted = list(requests)
        parameters = (text_array([actor for actor, _ in wanted]), text_array([key for _, key in wanted]))

        def look(connection: Listening) -> list[tuple[Any, ...]]:
            rows = list(connection.ask(b"answers", ANSWERS, parameters))
            if rows:
                list(connection.ask(b"safe", SAFE, (), APPEND_SECONDS))
            return rows

        rows = self._patiently(look)
        return {(actor, key): Answer(digest, first, last) for actor, key, digest, first, last in rows}

    def at(self, ranges: Sequence[tuple[int, int]]) -> list[list[Fact]]:
        """Read all ranges in one round trip."""
        wanted = [(n, position) for n, (first, last) in enumerate(ranges) for position in range(first, last + 1)]
        parameters = (number_array([n for n, _ in wanted]), number_array([position for _, position in wanted]))
        found: list[list[Fact]] = [[] for _ in ranges]
        for row in self._patiently(lambda connection: list(connection.ask(b"at", AT, parameters))):
            found[row[0]].append(Fact._make(row[1:]))
        return found

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> DCBSubscription["PostgresLog"]:
        """Follow the log, woken by its notices."""
        return _PostgresSubscription(self, query=query, after=after)

    def close(self) -> None:
        """Give back the writer's connection and close the pool."""
        with self._turn:
            self._forget()
        self.datastore.close()

    def _patiently(self, work: Callable[[Listening], T]) -> T:
        """Do the work on the writer's connection."""

        def attempt() -> T:
            with self._turn:
                try:
                    return work(self._connected())
                except LOST:
                    self._forget()
                    raise

        return self._while_patient(attempt)

    def _reading(self, work: Callable[[Cursor], T]) -> T:
        """Do the work on a connection of the pool, beside the writer."""

        def attempt() -> T:
            with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
                return work(cursor)

        return self._while_patient(attempt)

    def _while_patient(self, attempt: Callable[[], T]) -> T:
        """Try again, on new connections, while patience lasts: a restarted server is a pause, not an error."""
        deadline = time.monotonic() + self._patience
        pause = 0.02
        for tried in count():
            try:
                return attempt()
            except LOST as lost:
                # Tried twice at least: the first may have waited long for a connection that was dead.
                if tried and time.monotonic() + pause > deadline:
                    raise LogUnavailable(str(lost)) from lost
                time.sleep(pause)
                pause = min(pause * 2, 0.5)
        raise AssertionError("never reached")

    def _connected(self) -> Listening:
        if self._writing is None or self._writing.closed:
            kwargs = cast("dict[str, Any]", self.datastore.pool.kwargs)
            self._writing = Listening.connect(**{**kwargs, "row_factory": tuple_row}, autocommit=True)
        return self._writing

    def _forget(self) -> None:
        if self._writing is not None:
            self._writing.close()
            self._writing = None


class _PostgresSubscription(DCBListenNotifySubscription[PostgresLog]):
    def __init__(self, recorder: PostgresLog, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder=recorder, query=query, after=after)
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        with self._recorder.datastore.get_connection() as connection:
            connection.execute(f"listen {CHANNEL}")
            while not self._has_been_stopped:
                # Woken at least once a second: a notice between LISTEN and the first read is not missed.
                for _ in connection.notifies(timeout=1, stop_after=1):
                    pass
                self._has_been_notified.set()
            connection.execute(f"unlisten {CHANNEL}")

    def __exit__(self, *args: object, **kwargs: object) -> None:
        super().__exit__(*args, **kwargs)
        self._listening.join()
