"""The log on PostgreSQL: one SQL function appends, through the library's datastore and pool."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from itertools import chain, islice
from typing import Any

from eventsourcing.dcb.api import DCBQuery, DCBSubscription
from eventsourcing.dcb.persistence import DCBListenNotifySubscription
from eventsourcing.postgres import PostgresDatastore

from ledger.log.connections import LOST, PATIENCE_SECONDS, Connections, datastore
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
from ledger.log.silence import Listening
from ledger.log.statements import ANSWERS, APPEND, AT, HEAD, LOAD, SAFE, SELECT, UNSAFE
from ledger.log.writer import Writer

# An append is one short statement; whoever holds its lock longer than this is in trouble.
APPEND_SECONDS = 5.0
CHANNEL = "merit_facts"


class PostgresLog(Log):
    """Facts in `ledger.events`. One connection is kept for the writer; the pool serves everyone else."""

    def __init__(
        self, store: PostgresDatastore, *, patience: float = PATIENCE_SECONDS, writer: Writer | None = None
    ) -> None:
        self._connections = Connections(store, patience)
        self._writer = writer

    @classmethod
    def open(cls, url: str, *, pool_size: int = 2, writer: Writer | None = None) -> "PostgresLog":
        """Connect to a migrated database, or say why it cannot be trusted with facts.

        Facts that no writer signed are stored, and never sealed.
        """
        log = cls(datastore(url, pool_size=pool_size), writer=writer)
        try:
            unsafe = log._connections.writing(lambda connection: connection.execute(UNSAFE).fetchall())
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

        outcome, first, recorded_at, repeats = self._connections.writing(send)
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
                rows = held.enter_context(self._connections.beside()).ask(b"load", LOAD, parameters)
                # A connection that was cut while idle shows it here, where beginning again costs nothing.
                return chain(list(islice(rows, 1)), rows)

            try:
                for row in self._connections.patiently(begin):
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
        return self._connections.reading(lambda cursor: [Fact._make(row) for row in cursor.execute(SELECT, parameters)])

    def head(self) -> int:
        """Look at the end of the primary key."""
        row = self._connections.reading(lambda cursor: cursor.execute(HEAD).fetchone())
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

        rows = self._connections.writing(look)
        return {(actor, key): Answer(digest, first, last) for actor, key, digest, first, last in rows}

    def at(self, ranges: Sequence[tuple[int, int]]) -> list[list[Fact]]:
        """Read all ranges in one round trip."""
        wanted = [(n, position) for n, (first, last) in enumerate(ranges) for position in range(first, last + 1)]
        parameters = (number_array([n for n, _ in wanted]), number_array([position for _, position in wanted]))
        found: list[list[Fact]] = [[] for _ in ranges]
        for row in self._connections.writing(lambda connection: list(connection.ask(b"at", AT, parameters))):
            found[row[0]].append(Fact._make(row[1:]))
        return found

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> DCBSubscription["PostgresLog"]:
        """Follow the log, woken by its notices."""
        return _PostgresSubscription(self, query=query, after=after)

    def listening(self) -> AbstractContextManager[Listening]:
        """Lend a connection to wait for notices on."""
        return self._connections.beside()

    def close(self) -> None:
        """Give back the writer's connection and close the pool."""
        self._connections.close()


class _PostgresSubscription(DCBListenNotifySubscription[PostgresLog]):
    def __init__(self, recorder: PostgresLog, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder=recorder, query=query, after=after)
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        with self._recorder.listening() as connection:
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
