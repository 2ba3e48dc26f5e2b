"""How long and how large the head of a request may be: silent callers must not take up all the room there is."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# From the connection, or from the first byte of a later request, to the end of the headers.
HEAD_SECONDS = 20.0
HEAD_BYTES_MAX = 32 * 1024


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own, which bounds neither: its timer runs only between requests, and llhttp takes any header."""

    _head_bytes = 0
    # Whether the bytes at hand ended a head or a body; what is left of them may begin another, and is not much.
    _got_on = False
    _in_head = True
    _hang_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # a stream has such a transport
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        self._be_patient()

    def data_received(self, data: bytes) -> None:
        """Take more in; a head that does not end is answered like any other that cannot be read."""
        self._got_on = False
        super().data_received(data)
        if self._got_on or not self._in_head:
            self._head_bytes = 0
            return
        # A blank line between requests begins none, and yet stops uvicorn's timer.
        self._be_patient()
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
            self.send_400_response("The request's head is too large.")

    def on_headers_complete(self) -> None:
        """The head is there; the body has a clock of its own."""
        self._in_head, self._got_on = False, True
        self._lose_patience_no_more()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes next is another head, whenever it begins."""
        self._in_head = self._got_on = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._lose_patience_no_more()
        super().connection_lost(exc)

    def _be_patient(self) -> None:
        if self._hang_up is None:
            self._hang_up = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _lose_patience_no_more(self) -> None:
        if self._hang_up is not None:
            self._hang_up.cancel()
            self._hang_up = None
