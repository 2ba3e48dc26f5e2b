"""A fact as it is handed over beside its proof: its leaf, and after a line feed its data, where that is disclosed.

It travels as the `extra` of a proof file. A leaf is one line, so the first line feed ends it.
"""

from typing import NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf, data_digest, encode
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.strict import utf8


class ShownFact(NamedTuple):
    """What the proof is about; without its data only the digest is shown."""

    leaf: Leaf
    data: str | None

    def __bytes__(self) -> bytes:
        return encode(self.leaf) + (b"" if self.data is None else b"\n" + utf8(self.data))


def parse_shown_fact(content: bytes) -> ShownFact:
    """Read a fact; the data must be that of the leaf."""
    line, gap, text = content.partition(b"\n")
    leaf = decode(line)
    if not gap:
        return ShownFact(leaf, None)
    try:
        data = text.decode()
    except UnicodeDecodeError:
        raise Invalid("a fact's data is UTF-8") from None
    if data_digest(data) != leaf.data_sha256:
        raise Invalid("the data shown is not the data that was recorded")
    return ShownFact(leaf, data)
