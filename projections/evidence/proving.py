"""Facts out of the log, as they are proven: by the published tiles, not by the database that they were read from."""

import json
from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.events import AnchorRecorded
from ledger.log.log import Fact, Log
from projections.audit.published import Unsealed
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.proving import inclusion_proof
from projections.audit.tlog.pruned import prune, root_of
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tlog_proof import TlogProof
from projections.audit.tlog.verifying import verify_inclusion
from projections.audit.verifier.manifest import STAMP, STAMP_PROOF, STAMPED

PAGE = 1000


class Sealed(NamedTuple):
    """The sealed log as it is at one moment."""

    note: bytes
    checkpoint: Checkpoint
    hashes: TileHashes

    @classmethod
    def now(cls, store: TileStore) -> "Sealed":
        """Look at the newest checkpoint."""
        note = store.note()
        if note is None:
            raise Unsealed(1, 0)
        return cls.at(store, note)

    @classmethod
    def at(cls, store: TileStore, note: bytes) -> "Sealed":
        """Look at the log as it was when this checkpoint was signed."""
        checkpoint = parse_checkpoint(parse_note(note).text)
        return cls(note, checkpoint, TileHashes(store.read, checkpoint.size))

    def prove(self, fact: ShownFact) -> TlogProof:
        """Give one fact's proof, with the fact in it."""
        index, leaf = fact.leaf.position - 1, leaf_hash(encode(fact.leaf))
        hashes = inclusion_proof(self.hashes, index, self.checkpoint.size)
        verify_inclusion(leaf, index, self.checkpoint.size, hashes, self.checkpoint.root)
        return TlogProof(index, tuple(hashes), self.note, bytes(fact))

    def prove_all(self, facts: Sequence[ShownFact]) -> bytes:
        """Give the pruned tree that these facts are in; refuse facts that are not the ones that were sealed."""
        indexes = [fact.leaf.position - 1 for fact in facts]
        beside = prune(self.hashes, indexes, self.checkpoint.size)
        leaves = [leaf_hash(encode(fact.leaf)) for fact in facts]
        if root_of(indexes, leaves, beside, self.checkpoint.size) != self.checkpoint.root:
            raise Invalid("the facts of the database do not lead to the sealed root")
        return b"".join(beside)


def facts_of(log: Log, tags: Sequence[str], types: Sequence[str], size: int) -> Iterator[ShownFact]:
    """Read the facts up to a position that carry all of these tags and are of any of these types."""
    after = 0
    while page := log.about(tags, types, after, PAGE):
        yield from (_shown(fact) for fact in page if fact.position <= size)
        after = page[-1].position
        if after >= size or len(page) < PAGE:
            return


def time_stamp(log: Log, sealed: Sealed) -> dict[str, bytes]:
    """Give the members of the newest time stamp of this log, none if there is none."""
    origin, size = sealed.checkpoint.origin, sealed.checkpoint.size
    anchors = list(facts_of(log, [f"log:{origin}"], [AnchorRecorded.__name__], size))
    if not anchors:
        return {}
    said = json.loads(anchors[-1].data or "")
    stamped = Checkpoint(said["log"], said["size"], bytes.fromhex(said["root"]))
    return {
        STAMP_PROOF: bytes(sealed.prove(anchors[-1])),
        STAMP: b64decode(said["token"]),
        STAMPED: stamped.text.encode(),
    }


def _shown(fact: Fact) -> ShownFact:
    return ShownFact(leaf_of(*fact), fact.data)
