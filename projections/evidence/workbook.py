"""The report as a workbook. No cell is a formula, whatever somebody wrote into a fact."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from projections.audit.verifier.archive import pack
from projections.evidence import report_words as words
from projections.evidence.report import Report

CELL_MAX = 32_767  # letters, as the format has it
ROWS_MAX = 1_000_000
BOLD = Font(bold=True)
# What XML 1.0 has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | int | Decimal


def workbook(report: Report) -> bytes:
    """Write the workbook, the same bytes for the same report."""
    book = Workbook(write_only=True)
    proven = [(text,) for text in report.proven]
    _sheet(book, words.SUMMARY, [[words.TITLE], *report.heading(), [], *report.types(), [], *proven], (34, 90))
    _sheet(book, words.TOTALS, [words.TOTAL_COLUMNS, *report.totals()], (24, *[14] * 9))
    _sheet(book, words.FACTS, [words.FACT_COLUMNS, *report.lines()], (12, 20, 20, 32, 24, 120))
    _sheet(book, words.MOVEMENTS, [words.MOVEMENT_COLUMNS, *report.movements()], (12, 24, 14, 14, 14))
    moment = datetime.fromisoformat(report.prepared_at).replace(tzinfo=None)
    book.properties.creator, book.properties.created, book.properties.modified = "Merit", moment, moment
    return _saved(book)


def _sheet(book: Workbook, title: str, rows: Sequence[Sequence[Value]], widths: Iterable[int]) -> None:
    sheet: Worksheet = book.create_sheet(title)
    for letter, width in zip("ABCDEFGHIJ", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows[:ROWS_MAX]):
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
