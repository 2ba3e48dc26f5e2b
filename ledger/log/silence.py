"""A connection that does not wait for ever: a database that falls silent is given up like one that is gone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

T = TypeVar("T")

# The longest question, a busy reward's whole history, is read from disk and sorted before its first row comes.
READING_SECONDS = 30.0
# A server that vanished with its machine acknowledges nothing, which the kernel notices; no use on a Unix socket.
KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
CONNECT_SECONDS = 3


class Listening(psycopg.Connection[Any]):
    """Waits so many seconds for the next answer; then it is closed, and whether its work was done is unknown."""

    patience = READING_SECONDS

    def wait(self, gen: PQGen[T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401 - as the driver has them
        """Wait as the driver does, but not for ever."""
        return super().wait(self._until(time.monotonic() + self.patience, gen), *args, **kwargs)

    @contextmanager
    def expecting(self, seconds: float) -> Iterator[None]:
        """Be less patient with something that is known to be short."""
        self.patience = seconds
        try:
            yield
        finally:
            self.patience = READING_SECONDS

    def _until(self, deadline: float, gen: PQGen[T]) -> PQGen[T]:
        """Pass everything through; the driver looks in several times a second."""
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > deadline:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the database does not answer")
                wanted = gen.send(ready)
        except StopIteration as done:
            answer: T = done.value
            return answer
