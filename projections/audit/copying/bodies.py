"""Facts as files: JSON lines, compressed, one file for each bundle of their leaves (docs/copy.md)."""

import gzip
import zlib
from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from ledger.log.log import Fact
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tiles import WIDTH, TileName

BODIES_MAX = 512 * 1024 * 1024  # bytes of 256 facts, not compressed
LEVEL = 6
GZIP = 16 + zlib.MAX_WBITS


class Asked(NamedTuple):
    """The row of a request, which stands with its first fact."""

    digest: bytes
    last: int


class Body(NamedTuple):
    """A fact, whole, and the request that it begins."""

    fact: Fact
    asked: Asked | None


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    digest: str
    last: int


_columns = get_type_hints(Fact).items()
# A line's members are the columns of a fact, whichever there are; null ones are left out.
_Line = msgspec.defstruct(
    "_Line",
    [
        *((name, kind, None) if NoneType in get_args(kind) else (name, kind) for name, kind in _columns),
        ("asked", _Asked | None, None),
    ],
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
)
_write = msgspec.json.Encoder()
_read: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_Line)


def path_of(bundle: TileName) -> str:
    """Give the file of the facts whose leaves are in a bundle."""
    return bundle.path.replace("tile/entries/", "facts/", 1)


def pack_bodies(bodies: Iterable[Body]) -> bytes:
    """Write up to 256 facts; the same facts are the same bytes."""
    lines = _write.encode_lines([_line(body) for body in bodies])
    if len(lines) > BODIES_MAX:
        raise Invalid(f"256 facts are longer than {BODIES_MAX} bytes")
    return gzip.compress(lines, LEVEL, mtime=0)


def unpack_bodies(content: bytes) -> list[Body]:
    """Read facts without believing them."""
    try:
        lines = _read.decode_lines(_unpressed(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as no:
        raise Invalid("these are no facts as lines of JSON") from no
    if not 0 < len(lines) <= WIDTH:
        raise Invalid("a file of facts holds 1 to 256")
    return [_body(line) for line in lines]


def check_bodies(bodies: Sequence[Body], first: int, leaves: Sequence[bytes]) -> None:
    """Believe facts, from this position on, whose leaves have these hashes."""
    if len(bodies) != len(leaves):
        raise Invalid(f"of {len(leaves)} facts from position {first} on there are {len(bodies)}")
    for position, (body, leaf) in enumerate(zip(bodies, leaves, strict=True), first):
        if body.fact.position != position or leaf_hash(encode(leaf_of(*body.fact))) != leaf:
            raise Invalid(f"the fact at position {position} is not the one that was signed")


def _line(body: Body) -> Any:  # noqa: ANN401 - the class is made above
    asked = _Asked(body.asked.digest.hex(), body.asked.last) if body.asked else None
    return _Line(**body.fact._asdict(), asked=asked)


def _body(line: Any) -> Body:  # noqa: ANN401 - the class is made above
    fact = Fact(*(getattr(line, name) for name in Fact._fields))
    if line.asked is None:
        return Body(fact, None)
    try:
        return Body(fact, Asked(bytes.fromhex(line.asked.digest), line.asked.last))
    except ValueError:
        raise Invalid("a request's digest is not hexadecimal") from None


def _unpressed(content: bytes) -> bytes:
    reader = zlib.decompressobj(GZIP)
    try:
        lines = reader.decompress(content, BODIES_MAX)
    except zlib.error as no:
        raise Invalid("these facts are not compressed as gzip does") from no
    if not reader.eof or reader.unused_data:
        raise Invalid("a file of facts ends too early, too late or nowhere near")
    return lines
