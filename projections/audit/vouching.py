"""What the sealer knows of writers: whom it trusts, which appends it sealed, and what an operator disowned."""

import json
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from projections.audit.durable import put, sync
from projections.audit.refusing import SealingRefused
from projections.audit.store import TileStore
from projections.audit.tlog.append_signature import AppendSignature
from projections.audit.tlog.bundles import unpack_entries
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.tiles import WIDTH, TileName, tile_width
from projections.audit.tlog.writers import Seen, Unsigned, Writers, parse_range

# Beside the tiles, and not published.
SEEN = ".appends"
DISOWNED = ".disowned"
ALARM = ".alarm"
KEPT_EVERY = 16_384  # facts, which a start reads again in a second

log = logging.getLogger(__name__)


class Unvouched(SealingRefused):
    """Facts wait that no trusted writer signed. What comes after them waits too; the ledger goes on."""

    def __init__(self, no: Unsigned) -> None:
        super().__init__(
            f"Position {no.position:,} is not sealed, nor what follows: {no}. If somebody forged it, remove it, "
            f"or have it sealed as disowned: `merit seal --disown {no.position}`.",
            f"位置 {no.position:,} 及其后的事实未封存：写入者签名无效（{no}）。若系伪造，请将其删除，"
            f"或标记为无人认领后封存：`merit seal --disown {no.position}`。",
        )
        self.position = no.position


class Alarm(NamedTuple):
    """What is not sealed, from which position on, in two languages."""

    position: int
    text: str


class Vouching:
    """Lets facts through to the tree, append by append. What it has seen is what is sealed, or is just being sealed."""

    def __init__(self, store: TileStore, size: int, writers: Iterable[VerifierKey]) -> None:
        self._folder = store.folder
        self._kept, self._seen = _seen(store, size)
        self._writers = Writers(writers, self._seen)
        self.remember(size)
        self.calm()

    def vouched(self, leaves: Sequence[Leaf], *, last: bool) -> list[Leaf]:
        """Give the whole appends at the beginning, or raise an alarm that lasts until the first one is good."""
        try:
            whole = self._writers.whole(leaves, self._disowned, last=last)
        except Unsigned as no:
            refused = Unvouched(no)
            put(self._folder / ALARM, f"{no.position}\n{refused}\n".encode())
            raise refused from no
        self.calm()
        return whole

    def calm(self) -> None:
        """End the alarm: nothing is refused any more."""
        (self._folder / ALARM).unlink(missing_ok=True)

    def remember(self, size: int) -> None:
        """Write down what was seen when everything seen is sealed; it can be read from the bundles again."""
        if size - self._kept >= KEPT_EVERY:
            put(self._folder / SEEN, json.dumps({"size": size, "sessions": self._seen.sessions}).encode())
            self._kept = size

    def _disowned(self, leaf: Leaf) -> bool:
        if not any(first <= leaf.position <= last for first, last in _ranges(self._folder / DISOWNED)):
            return False
        log.warning("position %d is sealed as disowned", leaf.position)
        return True


def alarm(store: TileStore) -> Alarm | None:
    """Give what the sealer refuses just now."""
    try:
        position, _, text = (store.folder / ALARM).read_text().partition("\n")
    except FileNotFoundError:
        return None
    return Alarm(int(position), text.rstrip())


def disown(store: TileStore, first: int, last: int, head: int) -> None:
    """Let the sealer seal facts as what they are, without a writer: the one it refuses, and up to so many behind it."""
    refused = alarm(store)
    if refused is None or refused.position != first or not first <= last <= head:
        where = "nothing" if refused is None else f"{refused.position:,}"
        raise SealingRefused(
            f"The sealer refuses {where}; only what it refuses, and facts that are there behind it, can be disowned.",
            f"封存进程当前拒绝的位置：{where}。只能标记被拒绝的位置及其后已存在的事实。",
        )
    file = store.folder / DISOWNED
    known = file.read_bytes() if file.exists() else b""
    put(file, known + f"{first}-{last}\n".encode())
    sync(store.folder)


def _ranges(file: Path) -> list[tuple[int, int]]:
    try:
        return list(map(parse_range, file.read_text().split()))
    except FileNotFoundError:
        return []


def _seen(store: TileStore, size: int) -> tuple[int, Seen]:
    """Give which appends the sealed facts are: as written down, and for what was sealed since from the bundles."""
    kept, sessions = _kept(store.folder / SEEN, size)
    seen = Seen(sessions)
    for index in range(kept // WIDTH, -(-size // WIDTH)):
        name = TileName(None, index, tile_width(0, index, size))
        for entry in unpack_entries(store.read(name), name.width)[max(0, kept - index * WIDTH) :]:
            if b'"signature":"' in entry:
                leaf = decode(entry)
                seen.add(leaf.writer or "", AppendSignature.of(leaf))
    return kept, seen


def _kept(file: Path, size: int) -> tuple[int, dict[str, tuple[int, int]]]:
    """Read what was written down; if it is gone, damaged or of another log, the bundles tell."""
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        kept = json.loads(file.read_bytes())
        if kept["size"] <= size:
            return kept["size"], {name: (last, window) for name, (last, window) in kept["sessions"].items()}
    return 0, {}
