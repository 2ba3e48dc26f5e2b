"""What the sealed log shows to the world: its checkpoint, its tiles, and proofs made from them."""

from typing import NamedTuple

from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.proving import consistency_proof, inclusion_proof, range_hash
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.strict import to_base64
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tiles import TileName, tile_width
from projections.audit.tlog.tlog_proof import EXTRA_MAX, TlogProof
from projections.audit.tlog.verifying import verify_consistency, verify_inclusion


class Inclusion(NamedTuple):
    """That a fact is the leaf `leaf_index` of the signed tree: the hashes of RFC 6962, from the leaf to the root."""

    leaf_index: int
    size: int
    leaf_hash: str
    hashes: list[str]
    checkpoint: str


class Consistency(NamedTuple):
    """That the tree of `new` facts is the tree of `old` facts, only appended to; the checkpoint's has `size`."""

    old: int
    new: int
    size: int
    hashes: list[str]
    checkpoint: str


class Unsealed(Exception):  # noqa: N818 - it is an answer, not a bug
    """That much is not sealed yet."""

    def __init__(self, wanted: int, sealed: int) -> None:
        super().__init__(wanted, sealed)
        self.wanted, self.sealed = wanted, sealed


class Published:
    """Answers from a folder of tiles. No proof leaves that was not checked: a damaged tile raises `Invalid`."""

    def __init__(self, store: TileStore) -> None:
        self._store = store

    def checkpoint(self) -> bytes:
        """Give the signed checkpoint."""
        return self._last(1)[1]

    def tile(self, name: TileName) -> bytes | None:
        """Give a tile or bundle that the checkpoint covers; what is still being written is nobody's business."""
        if tile_width(name.level or 0, name.index, self._store.checkpoint().size) < name.width:
            return None
        return self._store.read(name)

    def inclusion(self, position: int) -> Inclusion:
        """Prove that the fact at a position is in the log."""
        leaf, hashes, last, note = self._proven(position)
        return Inclusion(position - 1, last.size, to_base64(leaf), [to_base64(each) for each in hashes], note.decode())

    def receipt(self, position: int, fact: ShownFact | None = None) -> bytes:
        """Give the same proof as one file (C2SP tlog-proof), with the fact for those who may see it."""
        leaf, hashes, _, note = self._proven(position)
        if fact is not None and leaf_hash(encode(fact.leaf)) != leaf:
            raise Invalid(f"the fact at position {position} is not the one that was signed")
        return bytes(TlogProof(position - 1, tuple(hashes), note, b"" if fact is None else _extra(fact)))

    def consistency(self, old: int, new: int | None) -> Consistency:
        """Prove that the log of `old` facts is the beginning of the log of `new` facts, or of all that is sealed."""
        last, note = self._last(max(old, new or 0))
        new = last.size if new is None else new
        if max(old, new) > last.size:
            raise Unsealed(max(old, new), last.size)
        read = TileHashes(self._store.read, last.size)
        roots = {size: range_hash(read, 0, size) for size in (old, new)}
        hashes = consistency_proof(read, old, new)
        verify_consistency(old, new, roots[old], roots[new], hashes)
        verify_consistency(new, last.size, roots[new], last.root, consistency_proof(read, new, last.size))
        return Consistency(old, new, last.size, [to_base64(each) for each in hashes], note.decode())

    def _last(self, wanted: int) -> tuple[Checkpoint, bytes]:
        note = self._store.note()
        if note is None:
            raise Unsealed(wanted, 0)
        return parse_checkpoint(parse_note(note).text), note

    def _proven(self, position: int) -> tuple[bytes, list[bytes], Checkpoint, bytes]:
        last, note = self._last(position)
        if not 0 < position <= last.size:
            raise Unsealed(position, last.size)
        read = TileHashes(self._store.read, last.size)
        leaf, hashes = read(0, position - 1), inclusion_proof(read, position - 1, last.size)
        verify_inclusion(leaf, position - 1, last.size, hashes, last.root)
        return leaf, hashes, last, note


def _extra(fact: ShownFact) -> bytes:
    """Write what fits: data that is too long stays where it is."""
    whole = bytes(fact)
    return whole if len(whole) <= EXTRA_MAX else bytes(fact._replace(data=None))
