"""`log --writers`: every fact was appended by somebody who may append, and no append came twice."""

from collections.abc import Sequence
from pathlib import Path

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.writers import WRITERS_MAX, Seen, Unsigned, Writers, parse_writers
from projections.audit.verifier.answers import wrong
from projections.audit.verifier.folder import read_file, reading
from projections.audit.verifier.tree import Leaves

Ranges = Sequence[tuple[int, int]]


class Vouched:
    """Checks leaves as they are read, append by append. Whom to trust and what is disowned is told by other means."""

    def __init__(self, writers: Path, disowned: Ranges) -> None:
        with reading(writers):
            self._writers = Writers(parse_writers(read_file(writers, WRITERS_MAX)), Seen())
        self._ranges = disowned
        self._waiting: list[Leaf] = []
        self.disowned = 0

    def __call__(self, some: Leaves) -> None:
        """Check the appends that end in this bundle."""
        for position, entry in enumerate(some.entries, some.start + 1):
            try:
                self._waiting.append(decode(entry))
            except Invalid as no:
                raise wrong("no_leaf", position=position, why=str(no)) from None
        self._check(last=False)

    def end(self) -> None:
        """The last append must be whole."""
        self._check(last=True)

    def _check(self, *, last: bool) -> None:
        try:
            while whole := self._writers.whole(self._waiting, self._is_disowned, last=last):
                del self._waiting[: len(whole)]
        except Unsigned as no:
            raise wrong("unsigned", position=no.position, why=str(no)) from None

    def _is_disowned(self, leaf: Leaf) -> bool:
        """What was sealed as disowned has no writer."""
        found = leaf.writer is None and any(first <= leaf.position <= last for first, last in self._ranges)
        self.disowned += found
        return found
