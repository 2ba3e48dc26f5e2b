"""A year on its way to the sealed log, in one file: the leaf, its way to the period's root, and the fact of that root.

The file is a JSON object: `year` is the leaf's text, `leaf_index` and `hashes` lead to the root, under which the leaves
stand in the order of their hashes, and `sealed` is the proof file (C2SP tlog-proof) of the fact `PeriodSealed`.
"""

import json
from typing import NamedTuple

from projections.audit.figures.data import members, text, whole
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import HASH_SIZE, leaf_hash
from projections.audit.tlog.strict import hash_from_base64, to_base64, utf8
from projections.audit.tlog.tlog_proof import HASHES_MAX, PROOF_MAX
from projections.audit.tlog.verifying import verify_inclusion

FILE_MAX = PROOF_MAX + 64 * 1024  # bytes
SEALED = "PeriodSealed"


class YearProof(NamedTuple):
    """What one person is handed."""

    year: bytes
    leaf_index: int
    hashes: tuple[bytes, ...]
    sealed: bytes

    def __bytes__(self) -> bytes:
        found = {
            "year": self.year.decode(),
            "leaf_index": self.leaf_index,
            "hashes": [to_base64(each) for each in self.hashes],
            "sealed": self.sealed.decode(),
        }
        return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


class Sealed(NamedTuple):
    """What a `PeriodSealed` says."""

    period: str
    as_of: int
    people: int
    root: bytes


def parse_year_proof(content: bytes) -> YearProof:
    """Read the file without believing it."""
    try:
        found = members(content.decode())
    except UnicodeDecodeError:
        raise Invalid("this is not UTF-8") from None
    hashes = found.get("hashes")
    if set(found) != set(YearProof._fields) or not isinstance(hashes, list) or len(hashes) > HASHES_MAX:
        raise Invalid("this is no proof of a year")
    way = tuple(hash_from_base64(each) if isinstance(each, str) else b"" for each in hashes)
    return YearProof(utf8(text(found, "year")), whole(found, "leaf_index"), way, utf8(text(found, "sealed")))


def parse_sealed(data: str) -> Sealed:
    """Read the data of a `PeriodSealed`."""
    found = members(data)
    try:
        root = bytes.fromhex(text(found, "root"))
    except ValueError:
        root = b""
    if len(root) != HASH_SIZE:
        raise Invalid("a period's root is 32 bytes")
    return Sealed(text(found, "period"), whole(found, "as_of"), whole(found, "people"), root)


def verify_year(proof: YearProof, sealed: Sealed) -> None:
    """Check that the leaf is one of the period's tree."""
    verify_inclusion(leaf_hash(proof.year), proof.leaf_index, sealed.people, proof.hashes, sealed.root)
