"""Connections to the log's database: one kept for the writer, a pool for everyone else, and patience with both."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from typing import Any, TypeVar, cast

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from ledger.log.log import LogUnavailable
from ledger.log.silence import CONNECT_SECONDS, KEEPALIVES, Listening

T = TypeVar("T")
Cursor = psycopg.Cursor[tuple[Any, ...]]

# What a lost connection looks like, from the driver and from the library's pool.
LOST = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)

ROLE = "merit_app"
PATIENCE_SECONDS = 5.0
# Work that was given up leaves the server soon: waiting for a lock, it would hold its connection for as long.
CHECKING = "-c client_connection_check_interval=2s"
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


class Connections:
    """Lends connections, and tries again on new ones when one was lost."""

    def __init__(self, store: PostgresDatastore, patience: float) -> None:
        self._store = store
        self._patience = patience
        self._kept: Listening | None = None
        self._turn = threading.RLock()

    def writing(self, work: Callable[[Listening], T]) -> T:
        """Do the work on the writer's connection."""

        def attempt() -> T:
            with self._turn:
                try:
                    return work(self._writers())
                except LOST:
                    self._forget()
                    raise

        return self.patiently(attempt)

    def reading(self, work: Callable[[Cursor], T]) -> T:
        """Do the work on a connection of the pool, beside the writer."""

        def attempt() -> T:
            with self.beside() as connection, connection.cursor(row_factory=tuple_row) as cursor:
                return work(cursor)

        return self.patiently(attempt)

    def beside(self) -> AbstractContextManager[Listening]:
        """Lend a connection of the pool."""
        return cast("AbstractContextManager[Listening]", self._store.get_connection())

    def patiently(self, attempt: Callable[[], T]) -> T:
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

    def close(self) -> None:
        """Give back the writer's connection and close the pool."""
        with self._turn:
            self._forget()
        self._store.close()

    def _writers(self) -> Listening:
        if self._kept is None or self._kept.closed:
            kwargs = cast("dict[str, Any]", self._store.pool.kwargs)
            self._kept = Listening.connect(**{**kwargs, "row_factory": tuple_row}, autocommit=True)
        return self._kept

    def _forget(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None
