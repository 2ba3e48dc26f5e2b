"""The ways one file may be seen as a table: by each delimiter, or sheet by sheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from api.imports.delimited import Line, split_lines
from api.imports.rows import Rejected
from api.imports.source import Source
from api.imports.text import encoding_of, numbered_lines
from api.imports.workbook import sheets

HEAD_LINES = 64
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";"}


@dataclass(frozen=True, slots=True)
class Table:
    """One way of seeing a file: its first lines for recognition, and all of them for reading."""

    encoding: str
    seen_as: str
    size: int | None
    head: list[Line]
    lines: Callable[[], Iterator[Line | Rejected]]


def tables(source: Source) -> list[Table]:
    """List the tables a file may hold; only one of them may be read."""
    if not source.is_workbook():
        return _texts(source)
    return [
        Table("xlsx", f"sheet {sheet.name}", sheet.size, _good(islice(sheet.lines(), HEAD_LINES)), sheet.lines)
        for sheet in sheets(source)[:HEAD_LINES]
    ]


def _texts(source: Source) -> list[Table]:
    encoding = encoding_of(source.head)
    lines = numbered_lines(source.chunks(), encoding)
    first = list(islice(lines, HEAD_LINES))

    def read_by(delimiter: str) -> Callable[[], Iterator[Line | Rejected]]:
        return lambda: split_lines(chain(first, lines), delimiter)

    return [
        Table(encoding, name, None, _good(split_lines(iter(first), delimiter)), read_by(delimiter))
        for name, delimiter in DELIMITERS.items()
    ]


def _good(lines: Iterator[Line | Rejected]) -> list[Line]:
    return [line for line in lines if not isinstance(line, Rejected)]
