"""One receiver: a few connections to an address that was looked at, and attempts that end in time."""

import socket
import threading
import time
from typing import Any, Final, NamedTuple

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

from projections.handover import cloud_event
from projections.handover.addresses import Forbidden, Rules

AT_ONCE: Final = 8
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
# However slowly the answer drips, a delivery is over by then.
LONGEST_SECONDS: Final = 20.0
READ_MAX: Final = 16 * 1024  # bytes of an answer; nobody reads more than its status
HEADERS: Final = {"Content-Type": cloud_event.ONE, "User-Agent": "merit"}


class Answer(NamedTuple):
    """What a receiver said, or why it said nothing."""

    status: int | None
    problem: str | None = None
    retry_after: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether it has the event; nobody is followed elsewhere."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - as HTTP has it

    @property
    def gone(self) -> bool:
        """Whether it never wants to be called again."""
        return self.status == 410  # noqa: PLR2004 - as Standard Webhooks has it


class Receiver:
    """Posts to one URL. Attempts run in threads of the caller; whoever waits for them calls `cut_late`."""

    def __init__(self, url: str, rules: Rules) -> None:
        parts = rules.checked(url)
        self._path = parts.request_uri
        self._busy: dict[int, tuple[float, HTTPConnection]] = {}
        secure = parts.scheme == "https"
        pool = HTTPSConnectionPool if secure else HTTPConnectionPool
        self._pool = pool(str(parts.host), parts.port, maxsize=AT_ONCE, block=True, retries=False)
        # The pool makes its connections from this class, which looks at where it is led.
        self._pool.ConnectionCls = _looking(HTTPSConnection if secure else HTTPConnection, rules, self._busy)

    def post(self, body: bytes, signed: dict[str, str]) -> Answer:
        """Try once."""
        try:
            answer = self._pool.urlopen(
                "POST",
                self._path,
                body=body,
                headers={**HEADERS, **signed},
                redirect=False,
                timeout=Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
                preload_content=False,
                decode_content=False,
            )
            said = Answer(answer.status, None, answer.headers.get("Retry-After"))
            rest = answer.read(READ_MAX)
            # A connection that still has something to say is of no more use.
            (answer.close if len(rest) == READ_MAX else answer.release_conn)()
        except (HTTPError, OSError, ValueError) as no:
            return Answer(None, _said(no))
        finally:
            began, _ = self._busy.pop(threading.get_ident(), (time.monotonic(), None))
        # Cut off in the middle of its headers, an answer looks whole.
        return said if time.monotonic() - began <= LONGEST_SECONDS else Answer(None, "it took too long")

    def cut_late(self) -> None:
        """Hang up on a receiver that keeps an attempt alive and does not answer it."""
        now = time.monotonic()
        for began, connection in list(self._busy.values()):
            if now - began > LONGEST_SECONDS and connection.sock is not None:
                try:
                    connection.sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def close(self) -> None:
        """Give up the connections."""
        self._pool.close()


def _said(no: Exception) -> str:
    """Name what happened without repeating an address: a path may hold a receiver's own secret."""
    cause: BaseException = no
    while cause.__cause__ is not None:
        cause = cause.__cause__
    return str(cause)[:200] if isinstance(cause, Forbidden) else type(cause).__name__


def _looking(kind: type[HTTPConnection], rules: Rules, busy: dict[int, tuple[float, HTTPConnection]]) -> Any:  # noqa: ANN401 - a class made here
    class Looking(kind):  # type: ignore[misc, valid-type] # a base that is known at run time
        """Resolves its name itself, and connects to the very address that was allowed."""

        def _new_conn(self) -> socket.socket:
            try:
                address = rules.resolved(self._dns_host, self.port)
                return create_connection((address, self.port), self.timeout, socket_options=self.socket_options)
            except (OSError, ValueError) as no:
                raise NewConnectionError(self, "not connected") from no

        def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
            busy[threading.get_ident()] = time.monotonic(), self
            super().request(*args, **kwargs)

    return Looking
