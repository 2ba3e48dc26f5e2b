"""As much of PostgreSQL's protocol as it takes to tell an append from anything else that goes by."""

from collections.abc import Iterator

APPEND = b"ledger.append"
FIRST_LENGTH_BYTES = 4
LENGTH_BYTES = 5


class ClientStream:
    """Follows what a client says on one connection."""

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self._appends: set[bytes] = set()

    def appends(self, said: bytes) -> bool:
        """Take the next bytes in; whether an append is executed among them."""
        self._rest += said
        found = False
        for kind, body in self._messages():
            found |= self._is_append(kind, body)
        return found

    def _messages(self) -> Iterator[tuple[bytes, bytes]]:
        while True:
            head = LENGTH_BYTES if self._begun else FIRST_LENGTH_BYTES
            if len(self._rest) < head:
                return
            end = head - FIRST_LENGTH_BYTES + int.from_bytes(self._rest[head - FIRST_LENGTH_BYTES : head], "big")
            if len(self._rest) < end:
                return
            message, self._rest = self._rest[:end], self._rest[end:]
            if self._begun:
                yield message[:1], message[head:]
            # Only the very first message, which names user and database, has no letter before its length.
            self._begun = True

    def _is_append(self, kind: bytes, body: bytes) -> bool:
        """Parse names a statement, Bind executes it by that name."""
        if kind == b"P":
            name, statement, *_ = body.split(b"\0")
            if APPEND in statement:
                self._appends.add(name)
            else:
                self._appends.discard(name)
        return kind == b"B" and body.split(b"\0")[1] in self._appends
