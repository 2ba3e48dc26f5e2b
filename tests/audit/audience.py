"""A log and its witness, as specs see them: trees of any size, honest or rewritten, and what is answered."""

from functools import cache
from pathlib import Path

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.keys import COSIGNATURE, ED25519, SignerKey
from projections.audit.tlog.note import Note, sign
from projections.audit.tlog.proving import consistency_proof, range_hash
from projections.audit.witness.cosigning import Witness
from projections.audit.witness.evidence import Evidence
from projections.audit.witness.memory import Memory
from projections.audit.witness.submission import Submission

from .grown import Grown

ORIGIN = "merit.example/log"
LOG = SignerKey(ORIGIN, ED25519, b"\1" * 32)
AUDIT = SignerKey("audit.example/merit", COSIGNATURE, b"\2" * 32)
LENGTH = 300
NOW = 1_800_000_000


@cache
def tree(lies: int | None = None) -> Grown:
    """A log of 300 facts; another one, from `lies` on."""
    return Grown(LENGTH, lies=lies)


def checkpoint(size: int, lies: int | None = None) -> Checkpoint:
    return Checkpoint(ORIGIN, size, range_hash(tree(lies).hashes, 0, size))


def note(size: int, lies: int | None = None, key: SignerKey = LOG) -> bytes:
    text = checkpoint(size, lies)._replace(origin=key.name).text
    return bytes(Note(text, (sign(text, key),)))


def submission(old: int, size: int, lies: int | None = None, key: SignerKey = LOG) -> bytes:
    proof = consistency_proof(tree(lies).hashes, old, size) if old <= size else []
    return bytes(Submission(old, tuple(proof), note(size, lies, key)))


def witness(folder: Path) -> Witness:
    """The witness of this folder, as it is after every start."""
    if not (folder / "memory").exists():
        folder.mkdir(exist_ok=True)
        Memory.create(folder / "memory")
    return Witness(AUDIT, [LOG.verifier], Memory(folder / "memory"), Evidence(folder / "evidence"), lambda: NOW)
