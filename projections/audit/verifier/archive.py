"""A package as one zip file that can be written in one way only: stored, without times, comments or anything else.

What was read is written again and compared. So nothing is hidden between members, none is there twice, encrypted or a
link, and none is larger than the file itself.
"""

from collections.abc import Iterator, Mapping
from struct import Struct
from zlib import crc32

from projections.audit.tlog.invalid import Invalid

PACKAGE_MAX = 128 * 1024 * 1024  # bytes
NAME_MAX = 64
MEMBERS_MAX = 64
PIECE = 64 * 1024

# Version, flags, method, time, date: as small as the format allows; 1 January 1980.
_COMMON = bytes([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0])
_LOCAL = Struct("<4s10sIIIHH")
_CENTRAL = Struct("<4sH10sIIIHHHHHII")
_END = Struct("<4sHHHHIIH")
_UNIX, _MODE = 20 | 3 << 8, 0o100644 << 16


def pieces(members: Mapping[str, bytes]) -> Iterator[bytes]:
    """Write an archive piece by piece, its members in their order."""
    central, at = [], 0
    for name, content in members.items():
        text, check, size = name.encode(), crc32(content), len(content)
        head = _LOCAL.pack(b"PK\3\4", _COMMON, check, size, size, len(text), 0) + text
        rest = (0, 0, 0, 0, _MODE, at)
        central.append(_CENTRAL.pack(b"PK\1\2", _UNIX, _COMMON, check, size, size, len(text), *rest) + text)
        yield head
        for start in range(0, size, PIECE):
            yield content[start : start + PIECE]
        at += len(head) + size
    directory = b"".join(central)
    yield directory
    yield _END.pack(b"PK\5\6", 0, 0, len(central), len(central), len(directory), at, 0)


def pack(members: Mapping[str, bytes]) -> bytes:
    """Write an archive."""
    return b"".join(pieces(members))


def unpack(content: bytes) -> dict[str, bytes]:
    """Read an archive that `pack` wrote."""
    if len(content) > PACKAGE_MAX:
        raise Invalid(f"a package has up to {PACKAGE_MAX} bytes")
    members: dict[str, bytes] = {}
    at = 0
    while content.startswith(b"PK\3\4", at) and len(members) < MEMBERS_MAX and at + _LOCAL.size <= len(content):
        *_, size, length, _ = _LOCAL.unpack_from(content, at)
        start = at + _LOCAL.size + length
        name = content[at + _LOCAL.size : start][:NAME_MAX]
        members[name.decode("ascii", "replace")] = content[start : start + size]
        at = start + size
    written = 0
    for piece in pieces(members):
        if not content.startswith(piece, written):
            raise Invalid("a package is a zip file that can be written in one way only")
        written += len(piece)
    if written != len(content) or not members:
        raise Invalid("a package is a zip file and nothing else")
    return members
