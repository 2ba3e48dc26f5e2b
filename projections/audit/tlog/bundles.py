"""The leaves' bytes as files: each entry behind its length in two bytes (C2SP tlog-tiles, entry bundles)."""

from collections.abc import Sequence

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.tiles import WIDTH

ENTRY_MAX = 2**16 - 1  # bytes
LENGTH = 2


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """Write up to 256 entries as a bundle."""
    if not 0 < len(entries) <= WIDTH or any(len(entry) > ENTRY_MAX for entry in entries):
        raise Invalid("a bundle holds 1 to 256 entries of up to 65535 bytes")
    return b"".join(len(entry).to_bytes(LENGTH) + entry for entry in entries)


def unpack_entries(content: bytes, width: int) -> list[bytes]:
    """Read a bundle, which must hold as many entries as its name says and nothing else."""
    entries, start = [], 0
    for _ in range(width):
        end = start + LENGTH + int.from_bytes(content[start : start + LENGTH])
        entries.append(content[start + LENGTH : end])
        start = end
    if start != len(content):
        raise Invalid("a bundle holds less or more than its entries")
    return entries
