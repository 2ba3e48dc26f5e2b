"""XLSX sheets as rows of text: weighed before they are opened, read in a stream, never evaluated."""

import math
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import openpyxl

from api.imports.delimited import Line, fitting
from api.imports.reasons import CHARACTERS, FORMULA, LINE_TOO_LONG, XLSX_BROKEN, XLSX_TOO_LARGE
from api.imports.rows import Rejected, Unreadable
from api.imports.source import CHUNK, MIB, Limits, Source
from api.imports.text import LINE_CAP, unfit

# A part that is no sheet (strings, styles) is held in memory as a whole.
PART_CAP = 32 * MIB
# An XML element costs memory even when it is empty, so that 4 bytes of file may become 100 of memory.
ELEMENTS_CAP = 5_000_000
RATIO_FROM = MIB
COLUMNS_CAP = 128
ROWS_CAP = 1_048_576
BATCH = 256


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, its stated number of rows, and how to start reading it."""

    name: str
    size: int | None
    content: Any

    def lines(self) -> Iterator[Line | Rejected]:
        """Read the rows in order, passing over empty ones."""
        values = self.content.iter_rows(max_col=COLUMNS_CAP, max_row=ROWS_CAP, values_only=True)
        number = 0
        while batch := _next_rows(values):
            for row in batch:
                number += 1
                if any(value is not None for value in row):
                    yield _line(number, row)


def sheets(source: Source) -> list[Sheet]:
    """Open the workbook in the source, or say why it is not opened."""
    file = source.seekable()
    try:
        _weigh(file, source.limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True)
        return [
            Sheet(content.title, content.max_row, content)
            for content in book.worksheets
            if hasattr(content, "iter_rows")
        ]
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook fails in any way its parser did not think of
        raise XLSX_BROKEN.unreadable() from error


def _next_rows(values: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(islice(values, BATCH))
    except Exception as error:  # as above
        raise XLSX_BROKEN.unreadable() from error


def _weigh(file: IO[bytes], limits: Limits) -> None:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > limits.workbook_entries:
            raise XLSX_TOO_LARGE.unreadable()
        if sum(entry.file_size for entry in entries) > limits.workbook:
            raise XLSX_TOO_LARGE.unreadable()
        for entry in entries:
            _weigh_entry(archive, entry, limits)


def _weigh_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    # A zip file cannot understate a size: reading stops at the size it states.
    if entry.file_size > RATIO_FROM and entry.file_size > limits.ratio * entry.compress_size:
        raise XLSX_TOO_LARGE.unreadable()
    if not entry.filename.startswith("xl/worksheets/") and entry.file_size > PART_CAP:
        raise XLSX_TOO_LARGE.unreadable()
    elements = 0
    if entry.filename.endswith((".xml", ".rels")):
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                elements += chunk.count(b"<")
                if elements > ELEMENTS_CAP:
                    raise XLSX_TOO_LARGE.unreadable()


def _line(number: int, row: tuple[Any, ...]) -> Line | Rejected:
    cells = [_text(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    raw = "\t".join(cells)
    if len(raw) > LINE_CAP:
        return LINE_TOO_LONG.reject(number, raw)
    if unfit(raw):
        return CHARACTERS.reject(number, raw)
    if any(_is_formula(value) for value in row):
        return FORMULA.reject(number, raw)
    return fitting((number, cells, raw))


def _is_formula(value: object) -> bool:
    # Array formulas and data tables arrive as objects of openpyxl's own.
    return not isinstance(value, _PLAIN) or (isinstance(value, str) and value.startswith("="))


_PLAIN = (type(None), str, int, float, datetime, date, time, timedelta)


def _text(value: object) -> str:
    """Write a cell as a CSV export of the same sheet would show it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float) -> str:
    if math.isfinite(value):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value)
