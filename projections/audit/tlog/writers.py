"""Who may append: facts go by append by append, each signed by a writer who is trusted, each once."""

from collections.abc import Callable, Iterable, Sequence

from projections.audit.tlog.append_signature import AppendSignature, verify_append
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import ED25519, VerifierKey
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.strict import from_decimal

WRITERS_MAX = 64 * 1024  # bytes
WINDOW = 4096  # appends of a session that may come late: a frozen connection thaws, threads race
_MASK = 2**WINDOW - 1

Disowned = Callable[[Leaf], bool]


class Unsigned(Invalid):
    """From this position on somebody else appended."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(why)
        self.position = position


class Seen:
    """Which appends there were: of each session the highest number, and a bit for each one shortly before it.

    An anti-replay window as IPsec has it (RFC 4303): numbers need not come in order, but none comes twice.
    """

    def __init__(self, sessions: dict[str, tuple[int, int]] | None = None) -> None:
        self.sessions = sessions or {}

    def add(self, writer: str, signature: AppendSignature) -> None:
        """Take an append in, or refuse it as a copy."""
        session = f"{writer} {signature.session.hex()}"
        last, window = self.sessions.get(session, (-1, 0))
        ahead = signature.number - last
        if ahead > 0:
            self.sessions[session] = signature.number, (window << min(ahead, WINDOW) | 1) & _MASK
            return
        if -ahead >= WINDOW or window >> -ahead & 1:
            raise Invalid("the append is a copy of an earlier one")
        self.sessions[session] = last, window | 1 << -ahead


class Writers:
    """Those who are trusted, and what was seen of them."""

    def __init__(self, keys: Iterable[VerifierKey], seen: Seen) -> None:
        self._keys = {key.handle: key for key in keys}
        self._seen = seen

    def whole(self, leaves: Sequence[Leaf], disowned: Disowned, *, last: bool) -> list[Leaf]:
        """Give the whole appends at the beginning of these leaves, up to one that is bad; raise if it is the first.

        A bad one that was disowned is given too, as a fact that nobody signed.
        """
        given: list[Leaf] = []
        while len(given) < len(leaves):
            start = len(given)
            try:
                given += self._append(leaves, start, last=last)
            except Unsigned:
                if disowned(leaves[start]):
                    given.append(leaves[start]._replace(writer=None, signature=None))
                elif start:
                    break
                else:
                    raise
            if len(given) == start:
                break
        return given

    def _append(self, leaves: Sequence[Leaf], start: int, *, last: bool) -> Sequence[Leaf]:
        """Give the append that begins there, or nothing if its end is not among the leaves."""
        try:
            return self._checked(leaves, start, last=last)
        except Invalid as no:
            raise Unsigned(leaves[start].position, str(no)) from None

    def _checked(self, leaves: Sequence[Leaf], start: int, *, last: bool) -> Sequence[Leaf]:
        writer = leaves[start].writer
        if writer is None:
            raise Invalid("nobody signed it")
        if not (key := self._keys.get(writer)):
            raise Invalid("its writer is not trusted")
        signature = AppendSignature.of(leaves[start])
        some = leaves[start : start + signature.facts]
        if any(leaf.writer is not None for leaf in some[1:]):
            raise Invalid("another append begins within its append")
        if len(some) < signature.facts:
            if last:
                raise Invalid("the log ends within its append")
            return ()
        verify_append(key, signature, some)
        self._seen.add(writer, signature)
        return some


def parse_writers(content: bytes) -> list[VerifierKey]:
    """Read whom to trust: a writer's verifier key a line, comments behind `#`."""
    try:
        lines = [line.partition("#")[0].strip() for line in content.decode().splitlines()]
    except UnicodeDecodeError:
        raise Invalid("this is not UTF-8") from None
    keys = [VerifierKey.parse(line) for line in lines if line]
    if any(key.type != ED25519 for key in keys):
        raise Invalid("a witness's key is no writer's")
    return keys


def parse_range(text: str) -> tuple[int, int]:
    """Read positions, `4711` or `4711-4713`."""
    first, dash, last = text.partition("-")
    return from_decimal(first), from_decimal(last if dash else first)
