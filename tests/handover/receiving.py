"""A system that is told things: a real HTTP server of this machine that keeps what it heard and behaves as told."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from standardwebhooks import Webhook


class Heard(NamedTuple):
    """One request as it arrived, and what it was answered."""

    headers: Mapping[str, str]
    body: bytes
    status: int

    @property
    def event(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said


Behave = Callable[[dict[str, Any]], int | tuple[int, dict[str, str]]]


class Receiver:
    """Answers 200 unless told otherwise; every signature must be good, by somebody else's program."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.behave: Behave = lambda _: 200
        self.secret: str | None = None
        self.forged = 0
        self._turn = threading.Lock()

    def take(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        if self.secret is not None:
            try:
                Webhook(self.secret).verify(body, dict(headers))
            except Exception:  # noqa: BLE001 - whatever it says, it is not accepted
                self.forged += 1
                return 400, {}
        said = self.behave(json.loads(body))
        status, more = said if isinstance(said, tuple) else (said, {})
        with self._turn:
            self.heard.append(Heard(headers, body, status))
        return status, more

    @property
    def accepted(self) -> list[Heard]:
        return [heard for heard in self.heard if 200 <= heard.status < 300]

    def order(self) -> dict[str, list[int]]:
        """The positions accepted for each subject, each when it first arrived."""
        seen: dict[str, list[int]] = defaultdict(list)
        for heard in self.accepted:
            position = int(heard.event["position"])
            if position not in seen[heard.event["subject"]]:
                seen[heard.event["subject"]].append(position)
        return dict(seen)


@contextmanager
def receiving(port: int = 0, receiver: Receiver | None = None) -> Iterator[tuple[Receiver, int]]:
    """Serve until the block is over; the port can be taken again at once, as after a restart."""
    told = receiver or Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(length := int(self.headers["content-length"]))
            if len(body) < length:  # the sender was killed in the middle
                self.close_connection = True
                return
            status, more = told.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """A sender that is killed hangs up in the middle."""

    server = Server(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def eventually(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something that is about to be so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.02)
