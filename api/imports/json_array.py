"""Cutting one JSON array into its elements, as it streams by."""

import re
from collections.abc import Iterator
from itertools import count

import msgspec

from api.imports.json_lines import SPACE, Piece, shown
from api.imports.json_strict import BYTES_CAP
from api.imports.reasons_of_statements import ARRAY_BROKEN
from api.imports.rows import Rejected

# An element may be too large to be taken and still small enough to be stepped over.
IN_HAND = 16 * BYTES_CAP
# The last border in hand is nearly always one of the last places that look like one.
BORDERS_TRIED = 4

_BORDER = re.compile(rb"\}\s*,\s*(?=\{)")
_STRUCTURE = re.compile(rb'["\\{}\[\],]')
_many = msgspec.json.Decoder(list[msgspec.Raw]).decode


def elements(chunks: Iterator[bytes]) -> Iterator[Piece | Rejected]:
    """Cut out and number the elements; nothing is read after damage that hides where the next begins."""
    window = _Window(chunks)
    numbers = count(1)
    damaged_until = 0
    while window.fill():
        found = window.many() if window.passed >= damaged_until else []
        if not found:
            # Something in hand is damaged: walk up to it and past it before trying many at once again.
            damaged_until = max(damaged_until, window.passed + len(window.buffer) - window.at)
            one = window.one()
            if one is None:
                break
            found = [one]
        # In this order: a zip that ends by its first part leaves the numbers alone.
        yield from ((number, piece) for piece, number in zip(found, numbers, strict=False))
    if not window.closed or window.rest():
        yield ARRAY_BROKEN.reject(next(numbers), shown(window.rest()))


class _Window:
    """The part of the stream in hand, and where in it the next element begins."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.buffer = next(chunks, b"").lstrip(SPACE)[1:]
        self.at = 0
        self.passed = 0
        self.ended = False
        self.closed = False
        self._first = True

    def fill(self) -> bool:
        """Take in more of the stream when little is left; tell whether an element may follow."""
        if not self.ended and not self.closed and len(self.buffer) - self.at < IN_HAND:
            parts = [self.buffer[self.at :]]
            size = len(parts[0])
            while size < 2 * IN_HAND and (chunk := next(self.chunks, b"")):
                parts.append(chunk)
                size += len(chunk)
            self.ended = size < 2 * IN_HAND
            self.buffer, self.at = b"".join(parts), 0
        if self._first and self.rest()[:1] == b"]":
            self.at = self.buffer.index(b"]", self.at) + 1
            self.closed = True
        self._first = False
        return not self.closed

    def rest(self) -> bytes:
        """Show what comes next, or nothing but the end."""
        return self.buffer[self.at : self.at + BYTES_CAP].strip(SPACE)

    def many(self) -> list[bytes]:
        """Take all whole elements in hand: what stands before a border is whole if it decodes as an array."""
        if self.ended:
            borders = [(len(self.buffer), len(self.buffer), b"")]
        else:
            tail = max(self.at, len(self.buffer) - 2 * BYTES_CAP)
            found = list(_BORDER.finditer(self.buffer, tail))[-BORDERS_TRIED:]
            borders = [(border.start() + 1, border.end(), b"]") for border in reversed(found)]
        for end, following, bracket in borders:
            try:
                raws = _many(b"[" + self.buffer[self.at : end] + bracket)
            except (ValueError, RecursionError):
                continue
            if raws:
                self.closed = self.ended
                self._pass(following)
            return [bytes(raw) for raw in raws]
        return []

    def one(self) -> bytes | None:
        """Take the next element by counting brackets, whole or damaged; None when its end is not in sight."""
        depth, quoted, escaped = 0, False, -1
        for token in _STRUCTURE.finditer(self.buffer, self.at, min(len(self.buffer), self.at + IN_HAND)):
            place, mark = token.start(), token[0]
            if place == escaped:
                continue
            if mark == b"\\":
                escaped = place + 1
            elif mark == b'"':
                quoted = not quoted
            elif quoted:
                continue
            elif depth == 0 and mark in b",]":
                element = self.buffer[self.at : place].strip(SPACE)
                if not element:
                    return None
                self.closed = mark == b"]"
                self._pass(place + 1)
                return element
            elif mark != b",":
                depth += 1 if mark in b"{[" else -1
                if depth < 0:
                    return None
        return None

    def _pass(self, place: int) -> None:
        self.passed += place - self.at
        self.at = place
