"""One leaf's whole proof in one file (C2SP tlog-proof): its index, its way to the root, and the signed checkpoint."""

from collections.abc import Iterable
from dataclasses import dataclass

from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.note import NOTE_MAX, Signers
from projections.audit.tlog.strict import from_base64, from_decimal, hash_from_base64, text_of, to_base64
from projections.audit.tlog.verifying import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
HASHES_MAX = 63
EXTRA_MAX = 64 * 1024  # bytes
PROOF_MAX = NOTE_MAX + 2 * EXTRA_MAX


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof as it is handed over. Nothing vouches for `extra`."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes  # the signed note
    extra: bytes = b""

    def __bytes__(self) -> bytes:
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(to_base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    def verify(
        self, leaf: bytes, log: VerifierKey, witnesses: Iterable[VerifierKey] = ()
    ) -> tuple[Checkpoint, Signers]:
        """Check that the leaf of this hash is in the log; give the checkpoint and the witnesses that say so."""
        checkpoint, cosigners = open_checkpoint(self.checkpoint, log, witnesses)
        verify_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)
        return checkpoint, cosigners


def parse_tlog_proof(content: bytes) -> TlogProof:
    """Read a proof without believing it."""
    head, gap, note = text_of(content, PROOF_MAX).partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not gap:
        raise Invalid("this is no proof file")
    extra = from_base64(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if extra is not None and not 0 < len(extra) <= EXTRA_MAX:
        raise Invalid("a proof's extra data is empty or too long")
    if not lines or not lines[0].startswith("index ") or len(lines) > 1 + HASHES_MAX:
        raise Invalid(f"a proof has an index and up to {HASHES_MAX} hashes")
    index = from_decimal(lines[0].removeprefix("index "))
    return TlogProof(index, tuple(map(hash_from_base64, lines[1:])), note.encode(), extra or b"")
