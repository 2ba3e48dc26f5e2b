"""Who had a package: the log's own facts about it, each with its proof, so that the list needs nobody's word.

The first is `EvidencePrepared`, which names the manifest by its digest: who changes the manifest needs another fact.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from projections.audit.figures.data import data_of
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.shown_fact import ShownFact, parse_shown_fact
from projections.audit.tlog.tlog_proof import TlogProof, parse_tlog_proof
from projections.audit.verifier.credit import proven
from projections.audit.verifier.manifest import Manifest, digest
from projections.audit.verifier.one_way import read, write

PREPARED, REVIEWED = "EvidencePrepared", "EvidenceReviewed"


class Custody(NamedTuple):
    """The facts about a package, all there were under one checkpoint."""

    facts: list[ShownFact]
    checkpoint: Checkpoint

    @property
    def review(self) -> str | None:
        """What the reviewer said, and who that was."""
        for data in (data_of(fact) for fact in self.facts if fact.leaf.type == REVIEWED):
            return f"{data.get('verdict')} ({data.get('reviewer')})"
        return None


def write_custody(proofs: Iterable[TlogProof]) -> bytes:
    """Write the list; each proof carries its fact.

    The digest at the end is for what no signature covers: the cosignatures of witnesses that a verifier does not know.
    """
    lines = b"".join(map(_line, proofs))
    return lines + write({"sha256": digest(lines)})


def read_custody(content: bytes, manifest: Manifest, policy: Policy) -> Custody:
    """Believe a list that was written so, and that is about the package with this manifest."""
    *lines, end = content.splitlines(keepends=True) or [b""]
    if end != write({"sha256": digest(b"".join(lines))}):
        raise Invalid("a custody list ends in its digest")
    proofs = [_proof(line) for line in lines]
    if not proofs or len({proof.checkpoint for proof in proofs}) > 1:
        raise Invalid("a custody list has facts under one checkpoint")
    opened = [proven(proof, policy) for proof in proofs]
    facts, checkpoint = [fact for fact, _, _ in opened], opened[0][1]
    if any(one.leaf.position >= other.leaf.position for one, other in pairwise(facts)):
        raise Invalid("a custody list is in the order of the log")
    package = digest(bytes(manifest))
    if facts[0].leaf.type != PREPARED or any(data_of(fact).get("package") != package for fact in facts):
        raise Invalid("the log knows no package with this manifest")
    said = data_of(facts[0])
    if any(said.get(name) != getattr(manifest, name) for name in ("position", "preparer", "purpose")):
        raise Invalid("the log knows this package with another position, preparer or purpose")
    return Custody(facts, checkpoint)


def _line(proof: TlogProof) -> bytes:
    leaf, data = parse_shown_fact(proof.extra)
    seen = {"data": data, "position": leaf.position, "recorded_at": leaf.recorded_at, "type": leaf.type}
    return write({**seen, "proof": bytes(proof).decode()})


def _proof(line: bytes) -> TlogProof:
    text = read(line).get("proof")
    if not isinstance(text, str):
        raise Invalid("a custody list's line has a proof")
    proof = parse_tlog_proof(text.encode())
    if _line(proof) != line:
        raise Invalid("a custody list's line says what its proof says")
    return proof
