"""What a log sends to a witness, and what comes back (C2SP tlog-witness, add-checkpoint)."""

from typing import NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.note import NOTE_MAX, Signature, open_note, parse_note
from projections.audit.tlog.strict import from_decimal, hash_from_base64, text_of, to_base64, utf8

# The protocol's statuses.
COSIGNED = 200
MALFORMED = 400
UNSIGNED = 403
UNKNOWN = 404
CONFLICT = 409
UNPROVEN = 422

HASHES_MAX = 63
SUBMISSION_MAX = NOTE_MAX + 4096  # bytes
ANSWER_MAX = 64 * 1024  # bytes
_OLD = "old "


class Submission(NamedTuple):
    """A signed checkpoint, with the proof that it grew out of the tree of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def __bytes__(self) -> bytes:
        lines = [f"{_OLD}{self.old}", *map(to_base64, self.proof), "", ""]
        return "\n".join(lines).encode() + self.note


def parse_submission(content: bytes) -> Submission:
    """Read a submission without believing it."""
    head, gap, note = text_of(content, SUBMISSION_MAX).partition("\n\n")
    old, *proof = head.split("\n")
    if not gap or not old.startswith(_OLD) or len(proof) > HASHES_MAX:
        raise Invalid(f"a submission has an old size, up to {HASHES_MAX} hashes, an empty line and a checkpoint")
    return Submission(from_decimal(old.removeprefix(_OLD)), tuple(map(hash_from_base64, proof)), note.encode())


def read_cosignature(text: str, answer: bytes, witness: VerifierKey) -> Signature:
    """Believe the cosignature of this witness in its answer; lines of strangers are passed over."""
    content = utf8(text) + b"\n" + answer
    signed, _ = open_note(content, [witness])
    if signed != text:
        raise Invalid("the answer is not made of signatures")
    return next(
        each for each in parse_note(content).signatures if (each.name, each.key_id) == (witness.name, witness.id)
    )
