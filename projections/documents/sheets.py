"""Tables as a workbook. No cell is a formula, whatever somebody wrote into a fact."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from projections.audit.verifier.archive import pack

CELL_MAX = 32_767  # letters, as the format has it
ROWS_MAX = 1_000_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BOLD = Font(bold=True)
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | int | Decimal | None


class Sheet(NamedTuple):
    """A table: its first row is the heading, and each column has its width in letters."""

    title: str
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int]


def workbook(sheets: Iterable[Sheet], made_at: datetime) -> bytes:
    """Write a workbook, the same bytes for the same tables."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    moment = made_at.replace(tzinfo=None)
    book.properties.creator, book.properties.created, book.properties.modified = "Merit", moment, moment
    return _saved(book)


def _write(book: Workbook, table: Sheet) -> None:
    sheet: Worksheet = book.create_sheet(table.title)
    for letter, width in zip(LETTERS, table.widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(islice(table.rows, ROWS_MAX)):
        sheet.append([_cell(sheet, value, heading=not number) for value in row])


def _cell(sheet: Worksheet, value: Value, *, heading: bool) -> Cell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value)[:CELL_MAX]
        cell.data_type = "s"  # said, because a text that begins with = would be taken for a formula
    else:
        cell.value = value
    if heading:
        cell.font = BOLD
    return cell


def _saved(book: Workbook) -> bytes:
    written = BytesIO()
    # Not `book.save`, which puts the clock in; and packed again, because a zip file has times of its own.
    ExcelWriter(book, ZipFile(written, "w")).save()
    with ZipFile(written) as archive:
        return pack({name: archive.read(name) for name in sorted(archive.namelist())})
