"""One witness as the log sees it: what it cosigned last, and when to leave it alone."""

import threading
import time
from collections.abc import Callable

from projections.audit.posting import Reply, Unreached, post
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.note import Signature
from projections.audit.tlog.policy import Witness
from projections.audit.tlog.proving import ReadHash, consistency_proof
from projections.audit.tlog.strict import from_decimal
from projections.audit.witness.submission import ANSWER_MAX, CONFLICT, COSIGNED, Submission, read_cosignature

FIRST_PAUSE_SECONDS = 0.05
FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 60.0
_AGAIN = frozenset((408, 429))
_SERVER = 500


class Refusing(Exception):  # noqa: N818 - an answer
    """The witness says no."""


class Ahead(Refusing):
    """The witness has cosigned more facts than there are."""

    def __init__(self, size: int, left: int) -> None:
        super().__init__(f"it cosigned {size} facts already, of which {left} are left")
        self.size = size


class Silent(Exception):  # noqa: N818 - an answer
    """The witness says nothing."""


class Asked:
    """A witness; asked by one thread at a time."""

    def __init__(self, witness: Witness, clock: Callable[[], float] = time.monotonic) -> None:
        self._witness, self._clock = witness, clock
        self._busy = threading.Lock()
        self._size = 0  # of what it cosigned last; a guess, until it says otherwise
        self._rest = 0.0
        self._rest_until = 0.0

    def ask(self, checkpoint: Checkpoint, note: bytes, read: ReadHash, until: float) -> Signature:
        """Get a cosignature, or raise `Refusing` or `Silent`."""
        if not self._busy.acquire(blocking=False):
            raise Silent("it has not answered the last request yet")
        try:
            if self._clock() < self._rest_until:
                raise Silent(f"it was silent, and is left alone for {self._rest:.0f} s")
            return self._ask(checkpoint, note, read, until)
        except Unreached as no:
            self._rest = min(max(self._rest * 2, FIRST_REST_SECONDS), LONGEST_REST_SECONDS)
            self._rest_until = self._clock() + self._rest
            raise Silent(str(no)) from no
        finally:
            self._busy.release()

    def _ask(self, checkpoint: Checkpoint, note: bytes, read: ReadHash, until: float) -> Signature:
        reply = self._submit(checkpoint, note, read, until)
        if reply.status == CONFLICT:
            self._size = _size(reply)
            if self._size > checkpoint.size:
                raise Ahead(self._size, checkpoint.size)
            reply = self._submit(checkpoint, note, read, until)
        self._rest = 0.0
        if reply.status != COSIGNED:
            raise Refusing(f"it answers {reply.status} {reply.body[:200].decode(errors='replace').strip()}".strip())
        try:
            signature = read_cosignature(checkpoint.text, reply.body, self._witness.key)
        except Invalid as no:
            raise Refusing(f"its cosignature is not valid: {no}") from no
        self._size = checkpoint.size
        return signature

    def _submit(self, checkpoint: Checkpoint, note: bytes, read: ReadHash, until: float) -> Reply:
        old = min(self._size, checkpoint.size)
        body = bytes(Submission(old, tuple(consistency_proof(read, old, checkpoint.size)), note))
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return self._post(body, until)
            except Unreached:
                if self._clock() + pause >= until:
                    raise
                time.sleep(pause)
                pause *= 2

    def _post(self, body: bytes, until: float) -> Reply:
        url = f"{self._witness.url.rstrip('/')}/add-checkpoint"
        reply = post(url, body, "text/plain; charset=utf-8", max(until - self._clock(), 0.01), ANSWER_MAX)
        if reply.status >= _SERVER or reply.status in _AGAIN:
            raise Unreached(f"{url} answers {reply.status}")
        return reply


def _size(reply: Reply) -> int:
    try:
        return from_decimal(reply.body.decode("ascii").removesuffix("\n"))
    except ValueError:  # which Invalid is, too
        raise Refusing("it names no size") from None
