"""Cutting a stream into JSON texts, one a line."""

from collections.abc import Iterator
from itertools import chain

from api.imports.json_strict import BYTES_CAP
from api.imports.reasons import LINE_TOO_LONG, RAW_SHOWN
from api.imports.rows import Rejected

Piece = tuple[int, bytes]

SPACE = b" \t\r\n"


def lines(chunks: Iterator[bytes]) -> Iterator[Piece | Rejected]:
    """Cut at line ends; blank lines are passed over, and an over-long one is rejected without being held."""
    number, tail, skipping = 0, b"", False
    for chunk in chain(chunks, [b"\n"]):
        found = (tail + chunk).split(b"\n")
        tail = found.pop()
        for line in found:
            number += 1
            if skipping:
                skipping = False
            elif len(line) > BYTES_CAP:
                yield LINE_TOO_LONG.reject(number, shown(line))
            elif line and not line.isspace():
                yield number, line.strip(SPACE)
        if len(tail) > BYTES_CAP:
            if not skipping:
                yield LINE_TOO_LONG.reject(number + 1, shown(tail))
            skipping, tail = True, b""


def shown(raw: bytes) -> str:
    """Write damaged bytes as far as a person can make use of them."""
    return raw[: 4 * RAW_SHOWN].decode("utf-8", "replace")
