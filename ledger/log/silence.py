"""A connection that does not wait for ever: a database that falls silent is given up like one that is gone."""

import select
import time
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import pq
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.errors import Diagnostic, error_from_result

T = TypeVar("T")

# Longer than any question to a view may take (api/http/reading.py): the server is the one to cut it short.
ANSWER_SECONDS = 6.0
# The longest question, a busy reward's whole history, is read from disk and sorted before its first row comes.
READING_SECONDS = 30.0
# A server that vanished with its machine acknowledges nothing, which the kernel notices; no use on a Unix socket.
KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
CONNECT_SECONDS = 3
ROWS_A_CHUNK = 1000

ROWS = frozenset((pq.ExecStatus.TUPLES_OK, pq.ExecStatus.SINGLE_TUPLE, pq.ExecStatus.TUPLES_CHUNK))


class Listening(psycopg.Connection[Any]):
    """Waits so many seconds for the next answer; then it is closed, and whether its work was done is unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the driver has them
        super().__init__(*args, **kwargs)
        self._known: set[bytes] = set()
        self._warning: str | None = None
        self.add_notice_handler(self._noticed)

    def wait(self, gen: PQGen[T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401 - as the driver has them
        """Wait as the driver does, but not for ever."""
        return super().wait(self._until(time.monotonic() + ANSWER_SECONDS, gen), *args, **kwargs)

    def ask(
        self, name: bytes, statement: bytes, parameters: Sequence[bytes | None], seconds: float = READING_SECONDS
    ) -> Iterator[tuple[Any, ...]]:
        """Stream the rows of a prepared statement whose parameters are text. A warning is an error.

        The one there is says that a commit did not wait for its standby: it is here and may be lost with this server.
        Straight through libpq: what the driver does for parameters of any type costs more than a short append.
        """
        self._warning = None
        try:
            if name not in self._known:
                self.pgconn.send_prepare(name, statement)
                for _ in self._results(seconds):
                    pass
                self._known.add(name)
            self.pgconn.send_query_prepared(name, parameters)
            if psycopg.capabilities.has_stream_chunked():
                self.pgconn.set_chunked_rows_mode(ROWS_A_CHUNK)
            else:
                self.pgconn.set_single_row_mode()
            rows = Transformer(self)
            for result in self._results(seconds):
                rows.set_pgresult(result)
                yield from rows.load_rows(0, result.ntuples, tuple)
        except psycopg.Error:
            raise
        except BaseException:
            # Given up in the middle, nobody knows what is still on its way.
            self.close()
            raise

    def _results(self, seconds: float) -> Iterator[pq.abc.PGresult]:
        """Give the answers as they come, and raise the error that ends them if one does."""
        error: psycopg.Error | None = None
        while True:
            self._listen(time.monotonic() + seconds)
            result = self.pgconn.get_result()
            if result is None:
                break
            if result.status in ROWS:
                yield result
            elif result.status != pq.ExecStatus.COMMAND_OK:
                error = error_from_result(result, encoding="utf-8")
        if error is None and self._warning is not None:
            error = psycopg.OperationalError(self._warning)
        if error is not None:
            raise error

    def _listen(self, deadline: float) -> None:
        """Send what is unsent and wait for the next answer."""
        server = self.pgconn
        unsent = server.flush()
        ready: select.poll | None = None
        while unsent or server.is_busy():
            ready = ready or select.poll()
            ready.register(server.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
            if not ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise self._silent()
            server.consume_input()
            unsent = unsent and server.flush()

    def _until(self, deadline: float, gen: PQGen[T]) -> PQGen[T]:
        """Pass everything through; the driver looks in several times a second."""
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > deadline:
                    raise self._silent()
                wanted = gen.send(ready)
        except StopIteration as done:
            answer: T = done.value
            return answer

    def _noticed(self, said: Diagnostic) -> None:
        if said.severity_nonlocalized == "WARNING":
            self._warning = said.message_primary

    def _silent(self) -> psycopg.OperationalError:
        self.pgconn.finish()
        return psycopg.OperationalError("the database does not answer")
