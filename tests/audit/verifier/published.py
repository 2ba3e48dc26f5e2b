"""A small published log in a folder, grown as a sealer would grow it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ledger.log.log import Fact
from projections.audit.tlog.bundles import pack_entries
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.keys import COSIGNATURE, ED25519, SignerKey
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.proving import inclusion_proof
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tiles import WIDTH, TileName
from projections.audit.tlog.tlog_proof import TlogProof

AT = datetime(2026, 11, 20, 0, 58, tzinfo=UTC)
LOG = SignerKey("ledger.example/log", ED25519, bytes(range(32)))
WITNESS = SignerKey("audit.example", COSIGNATURE, bytes(range(1, 33)))
STRANGER = SignerKey(LOG.name, ED25519, bytes(range(2, 34)))
VKEY = str(LOG.verifier)


def fact(position: int) -> Fact:
    """Give a credit for one of seven people."""
    tags = [f"session:S-{position % 3}", f"employee:E-{position % 7}"]
    data = f'{{"credits":"{position % 10}.00"}}'
    at = AT + timedelta(seconds=position)
    return Fact(position, "CreditsAwarded", 1, data, tags, at, at, "api", None, f"r-{position}", '说"是"', None, "p-1")


def facts(size: int) -> list[Fact]:
    return [fact(position) for position in range(1, size + 1)]


class Published(NamedTuple):
    """The folder of a log, and what is in it."""

    folder: Path
    facts: list[Fact]
    checkpoint: Checkpoint

    @property
    def note(self) -> Path:
        return self.folder / "checkpoint"

    @property
    def options(self) -> list[str]:
        return ["--tiles", str(self.folder), "--key", VKEY, "--lang", "en"]

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def proof(self, position: int, *, data: bool = True) -> bytes:
        """Prove one fact as it is handed over."""
        one = self.facts[position - 1]
        hashes = TileHashes(lambda name: (self.folder / name.path).read_bytes(), self.checkpoint.size)
        way = inclusion_proof(hashes, position - 1, self.checkpoint.size)
        shown = ShownFact(leaf_of(*one), one.data if data else None)
        return bytes(TlogProof(position - 1, tuple(way), self.note.read_bytes(), bytes(shown)))


def publish(folder: Path, recorded: Iterable[Fact], witness: SignerKey | None = WITNESS) -> Published:
    """Write tiles, bundles and the signed checkpoint of these facts."""
    stored = list(recorded)
    return Published(folder, stored, publish_entries(folder, [encode(leaf_of(*one)) for one in stored], witness))


def publish_entries(folder: Path, entries: list[bytes], witness: SignerKey | None = None) -> Checkpoint:
    """Write the log of any leaves."""
    frontier = Frontier()
    for tile in [*frontier.extend(map(leaf_hash, entries)), *frontier.partials()]:
        _write(folder / tile.name.path, tile.content)
    for start in range(0, len(entries), WIDTH):
        some = entries[start : start + WIDTH]
        _write(folder / TileName(None, start // WIDTH, len(some)).path, pack_entries(some))
    checkpoint = Checkpoint(LOG.name, len(entries), frontier.root())
    _write(folder / "checkpoint", signed(checkpoint, witness=witness))
    return checkpoint


def signed(checkpoint: Checkpoint, by: SignerKey = LOG, witness: SignerKey | None = None) -> bytes:
    lines = [sign(checkpoint.text, by)]
    if witness:
        lines.append(sign(checkpoint.text, witness, 1_795_000_000))
    return bytes(Note(checkpoint.text, tuple(lines)))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
