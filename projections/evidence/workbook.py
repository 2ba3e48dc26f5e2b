"""The report as a workbook."""

from datetime import datetime

from projections.documents import sheets
from projections.documents.sheets import Sheet
from projections.evidence import report_words as words
from projections.evidence.report import Report


def workbook(report: Report) -> bytes:
    """Write the workbook, the same bytes for the same report."""
    proven = [(text,) for text in report.proven]
    summary = [[words.TITLE], *report.heading(), [], *report.types(), [], *proven]
    tables = (
        Sheet(words.SUMMARY, summary, (34, 90)),
        Sheet(words.TOTALS, [words.TOTAL_COLUMNS, *report.totals()], (24, *[14] * 9)),
        Sheet(words.FACTS, [words.FACT_COLUMNS, *report.lines()], (12, 20, 20, 32, 24, 120)),
        Sheet(words.MOVEMENTS, [words.MOVEMENT_COLUMNS, *report.movements()], (12, 24, 14, 14, 14)),
    )
    return sheets.workbook(tables, datetime.fromisoformat(report.prepared_at))
