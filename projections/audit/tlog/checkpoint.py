"""A log's size and root at one moment, as a note's text (C2SP tlog-checkpoint)."""

from collections.abc import Iterable
from typing import NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.merkle import EMPTY_ROOT
from projections.audit.tlog.note import Signers, open_note
from projections.audit.tlog.strict import check_lines, from_decimal, hash_from_base64, to_base64

_LINES = 3


class Checkpoint(NamedTuple):
    """What a log commits to."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note's text."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, to_base64(self.root), *self.extensions))


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a note's text as a checkpoint without believing it."""
    lines = check_lines(text)[:-1].split("\n")
    if len(lines) < _LINES or not all(lines):
        raise Invalid("a checkpoint has three lines or more, none empty")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, from_decimal(size), hash_from_base64(root), tuple(extensions))


def open_checkpoint(
    content: bytes, log: VerifierKey, witnesses: Iterable[VerifierKey] = ()
) -> tuple[Checkpoint, Signers]:
    """Believe a checkpoint that the log signed under its own name; give it with the witnesses that cosigned it."""
    text, signers = open_note(content, (log, *witnesses))
    checkpoint = parse_checkpoint(text)
    if log not in signers or checkpoint.origin != log.name:
        raise Invalid(f"this is no checkpoint of {log.name}")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise Invalid("an empty tree has another root")
    del signers[log]
    return checkpoint, signers
