"""A text signed by one or more keys (C2SP signed-note): the text, an empty line, a line for each signature."""

from collections.abc import Iterable
from typing import NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import ID_SIZE, SignerKey, VerifierKey, check_name
from projections.audit.tlog.strict import check_lines, from_base64, text_of, to_base64

NOTE_MAX = 256 * 1024  # bytes: room for 16 post-quantum signatures, as the specification wants
SIGNATURES_MAX = 64
_DASH = "\N{EM DASH}"


class Signature(NamedTuple):
    """A line below the text, believed only after it was checked."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """The line as it is written."""
        return f"{_DASH} {self.name} {to_base64(self.key_id + self.content)}\n"


class Note(NamedTuple):
    """A text and what is said to be its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}".encode()


# Who signed, and for a cosignature when, in seconds since 1970.
Signers = dict[VerifierKey, int | None]


def sign(text: str, key: SignerKey, time: int | None = None) -> Signature:
    """Sign a note's text; a cosigner says at what time."""
    check_lines(text)
    return Signature(key.name, key.verifier.id, key.sign(text, time))


def parse_note(content: bytes) -> Note:
    """Read a note without believing it."""
    text, gap, lines = text_of(content, NOTE_MAX).rpartition("\n\n")
    if not gap or not lines or lines.count("\n") > SIGNATURES_MAX:
        raise Invalid(f"a note has a text, an empty line and 1 to {SIGNATURES_MAX} signatures")
    return Note(text + "\n", tuple(map(_parse_line, lines[:-1].split("\n"))))


def open_note(content: bytes, keys: Iterable[VerifierKey]) -> tuple[str, Signers]:
    """Give a note's text and who signed it: at least one of these keys, and no false signature of any of them."""
    note = parse_note(content)
    known = {(key.name, key.id): key for key in keys}
    signers: Signers = {}
    for name, key_id, signature in note.signatures:
        if key := known.get((name, key_id)):
            if key in signers:
                raise Invalid(f"{name} signed twice")
            signers[key] = key.verify(note.text, signature)
    if not signers:
        raise Invalid("nobody who is trusted signed this")
    return note.text, signers


def _parse_line(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, text = rest.partition(" ")
    content = from_base64(text)
    if dash != _DASH or len(content) <= ID_SIZE:
        raise Invalid("a signature's line is a dash, a name and base64")
    return Signature(check_name(name), content[:ID_SIZE], content[ID_SIZE:])
