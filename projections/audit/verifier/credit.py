"""`credit`: one fact, offline, from one small file."""

from pathlib import Path

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf, encode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import Signers
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.shown_fact import ShownFact, parse_shown_fact
from projections.audit.tlog.tlog_proof import PROOF_MAX, TlogProof, parse_tlog_proof
from projections.audit.tlog.verifying import verify_inclusion
from projections.audit.verifier.answers import Answer, unchecked, valid
from projections.audit.verifier.folder import read_file, reading


def check_credit(path: Path, policy: Policy) -> Answer:
    """Check a proof file that carries its fact."""
    content = read_file(path, PROOF_MAX)
    with reading(path):
        fact, checkpoint, cosigners = proven(proof_in(content, path), policy)
    return valid(
        "credit" if fact.data is not None else "credit_sealed",
        origin=checkpoint.origin,
        size=checkpoint.size,
        **described(fact.leaf),
        data=fact.data,
        witnesses=[key.name for key in cosigners],
    )


def proof_in(content: bytes, path: Path) -> TlogProof:
    """Read a proof that carries its fact."""
    proof = parse_tlog_proof(content)
    if not proof.extra:
        raise unchecked("no_fact", file=str(path))
    return proof


def proven(proof: TlogProof, policy: Policy) -> tuple[ShownFact, Checkpoint, Signers]:
    """Believe the fact that a proof carries, and give the checkpoint that it is under."""
    fact = parse_shown_fact(proof.extra)
    checkpoint, cosigners = policy.open(proof.checkpoint)
    if fact.leaf.position != proof.index + 1:
        raise Invalid("the fact is of another position")
    verify_inclusion(leaf_hash(encode(fact.leaf)), proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return fact, checkpoint, cosigners


def described(leaf: Leaf) -> dict[str, object]:
    """Give what a fact says about itself."""
    return {name: value for name, value in leaf._asdict().items() if name != "leaf" and value is not None}
