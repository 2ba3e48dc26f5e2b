"""xAPI statements: one a line, or one array of them."""

from collections.abc import Iterator
from pathlib import Path

from api.imports.json_array import elements
from api.imports.json_lines import SPACE, Piece, lines, shown
from api.imports.json_strict import json_object
from api.imports.reading import Reading, reading_of
from api.imports.reasons import CHARACTERS, NOT_UTF8, XLSX_NOT_EXPECTED, Refused
from api.imports.rows import Rejected, StatementRow
from api.imports.source import LIMITS, Limits, Source
from api.imports.text import encoding_of
from api.imports.xapi import statement_row

_BOM = b"\xef\xbb\xbf"


def read_statements(path: Path, *, limits: Limits = LIMITS) -> Reading[StatementRow]:
    """Read a file of statements; in an array, a row's `line` is its place in the array."""
    source = Source(path, limits)
    with source.closed_on_error():
        if source.is_workbook():
            raise XLSX_NOT_EXPECTED.unreadable()
        if encoding_of(source.head).startswith("utf-16"):
            raise NOT_UTF8.unreadable()
    one_array = source.head.removeprefix(_BOM).lstrip(SPACE).startswith(b"[")
    pieces = (elements if one_array else lines)(_without_mark(source.chunks()))
    layout, seen_as = ("xapi-array", "array") if one_array else ("xapi-lines", "lines")
    return reading_of(source, layout, "utf-8", seen_as, _rows(pieces))


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(chunks, b"").removeprefix(_BOM)
    yield from chunks


def _rows(pieces: Iterator[Piece | Rejected]) -> Iterator[StatementRow | Rejected]:
    for piece in pieces:
        if isinstance(piece, Rejected):
            yield piece
            continue
        number, raw = piece
        try:
            yield statement_row(number, raw.decode(), json_object(raw))
        except UnicodeDecodeError:
            yield CHARACTERS.reject(number, shown(raw))
        except Refused as refused:
            yield refused.reason.reject(number, shown(raw))
