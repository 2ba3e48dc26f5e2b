"""A witness: cosigns what only grows, and answers as the protocol says (C2SP tlog-witness)."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

import structlog

from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey, VerifierKey
from projections.audit.tlog.note import Note, open_note, parse_note, sign
from projections.audit.witness.evidence import Evidence
from projections.audit.witness.judging import Refusal, judge
from projections.audit.witness.memory import Memory, Remembered
from projections.audit.witness.submission import (
    CONFLICT,
    COSIGNED,
    MALFORMED,
    UNKNOWN,
    UNSIGNED,
    Submission,
    parse_submission,
)

_log = structlog.get_logger()


class Answer(NamedTuple):
    """A status of the protocol, and its text."""

    status: int
    text: str = ""


class Witness:
    """One key, the logs it watches, and what it remembers of them."""

    def __init__(
        self,
        key: SignerKey,
        logs: Iterable[VerifierKey],
        memory: Memory,
        evidence: Evidence,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key, self._memory, self._evidence, self._clock = key, memory, evidence, clock
        self._logs: dict[str, list[VerifierKey]] = defaultdict(list)
        for log in logs:
            self._logs[log.name].append(log)
        self._origins = {sha256(origin.encode()).hexdigest(): origin for origin in self._logs}

    def add_checkpoint(self, content: bytes) -> Answer:
        """Cosign a checkpoint, or say why not."""
        try:
            submission = parse_submission(content)
            note = parse_note(submission.note)
            checkpoint = parse_checkpoint(note.text)
        except Invalid as no:
            return Answer(MALFORMED, f"{no}\n")
        if checkpoint.origin not in self._logs:
            return Answer(UNKNOWN)
        try:
            _, signers = open_note(submission.note, self._logs[checkpoint.origin])
        except Invalid as no:
            return Answer(UNSIGNED, f"{no}\n")
        names = {(key.name, key.id) for key in signers}
        signed = Note(note.text, tuple(each for each in note.signatures if (each.name, each.key_id) in names))
        return self._answer(submission, signed, checkpoint)

    def latest(self, origin_hash: str) -> bytes | None:
        """Give the newest cosigned checkpoint of the log whose origin has this SHA-256."""
        origin = self._origins.get(origin_hash)
        return None if origin is None else self._memory.note(origin)

    def _answer(self, submission: Submission, signed: Note, checkpoint: Checkpoint) -> Answer:
        with self._memory.turn() as turn:
            before = turn.recall(checkpoint.origin)
            refusal = judge(before.checkpoint, submission.old, submission.proof, checkpoint)
            if refusal is None:
                # Never before an earlier one, whatever the clock does: each says that this is the largest tree so far.
                now = max(int(self._clock()), before.time)
                cosignature = sign(signed.text, self._key, now)
                note = bytes(signed._replace(signatures=(*signed.signatures, cosignature)))
                turn.remember(Remembered(checkpoint, now, note))
        # Only here, when it is on the disk, may anybody see the cosignature.
        if refusal is None:
            return Answer(COSIGNED, cosignature.line)
        self._keep(refusal, submission, checkpoint, before)
        return Answer(refusal.status, f"{before.checkpoint.size}\n" if refusal.status == CONFLICT else "")

    def _keep(self, refusal: Refusal, submission: Submission, refused: Checkpoint, before: Remembered) -> None:
        about = {"why": str(refusal.objection), "log": refused.origin, "size": refused.size}
        try:
            if file := self._evidence.keep(refusal, submission, refused, before.note):
                _log.warning("checkpoint_refused", cosigned=before.checkpoint.size, evidence=str(file), **about)
        except OSError as no:  # a full disk is no reason to cosign
            _log.exception("evidence_not_kept", error=str(no), **about)
