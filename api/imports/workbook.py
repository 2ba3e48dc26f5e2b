"""XLSX sheets as rows of text: weighed before they are opened, read in a stream, never evaluated."""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import openpyxl

from api.imports.delimited import Line, fitting
from api.imports.reasons import CHARACTERS, FORMULA, LINE_TOO_LONG, XLSX_BROKEN
from api.imports.rows import Rejected, Unreadable
from api.imports.source import Source
from api.imports.text import LINE_CAP, unfit
from api.imports.workbook_weight import weigh

COLUMNS_CAP = 128
ROWS_CAP = 1_048_576
BATCH = 1_024


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
        absent: tuple[Any, ...] = ()
        while batch := _next_rows(values):
            for row in batch:
                number += 1
                # Rows the sheet leaves out come as one and the same tuple, up to a million times.
                if row is absent:
                    continue
                if row.count(None) < len(row):
                    yield _line(number, row)
                else:
                    absent = row


def sheets(source: Source) -> list[Sheet]:
    """Open the workbook in the source, or say why it is not opened."""
    file = source.seekable()
    try:
        weigh(file, source.limits)
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
