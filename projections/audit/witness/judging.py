"""The one question a witness asks: whether this tree grew out of the one that was cosigned last."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import EMPTY_ROOT
from projections.audit.tlog.verifying import verify_consistency
from projections.audit.witness.submission import CONFLICT, MALFORMED, UNPROVEN


class Objection(StrEnum):
    """Why a checkpoint that its log signed is not cosigned."""

    # Proof by itself that the log signed two histories.
    OTHER_ROOT = "same-size-other-root"
    # The log was rolled back, or somebody sent an old checkpoint again.
    SMALLER = "smaller-than-cosigned"
    # History was rewritten, or the proof was spoilt on its way.
    UNPROVEN = "proof-does-not-verify"
    # Whoever sent this was away, or is led to believe in another past.
    OTHER_OLD_SIZE = "other-old-size"


class Refusal(NamedTuple):
    """The protocol's status, and the reason in our words."""

    status: int
    objection: Objection


def judge(known: Checkpoint, old: int, proof: Sequence[bytes], new: Checkpoint) -> Refusal | None:
    """Refuse a checkpoint that its log signed, or find nothing against it."""
    status = _status(known, old, proof, new)
    if not status:
        return None
    if new.size < known.size:
        return Refusal(status, Objection.SMALLER)
    if new.size == known.size and new.root != known.root:
        return Refusal(status, Objection.OTHER_ROOT)
    return Refusal(status, Objection.UNPROVEN if status == UNPROVEN else Objection.OTHER_OLD_SIZE)


def _status(known: Checkpoint, old: int, proof: Sequence[bytes], new: Checkpoint) -> int:
    if old > new.size:
        return MALFORMED
    if old != known.size:
        return CONFLICT
    return 0 if _grew(known, new, proof) else UNPROVEN


def _grew(known: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
    if known.size == 0:  # from which any tree grows, with nothing to prove
        return not proof and (new.size > 0 or new.root == EMPTY_ROOT)
    try:
        verify_consistency(known.size, new.size, known.root, new.root, proof)
    except Invalid:
        return False
    return True
