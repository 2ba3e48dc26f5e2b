"""The statement as a workbook."""

from projections.account import report
from projections.account import report_words as words
from projections.account.statement import Statement
from projections.documents import sheets
from projections.documents.sheets import Sheet


def workbook(made: Statement) -> bytes:
    """Write the workbook."""
    summary = [(words.TITLE,), *report.heading(made), (), *report.balances(made)]
    tables = (
        Sheet(words.SUMMARY, summary, (32, 24, 18, 18)),
        Sheet(words.DETAILS, [*report.entries(made)], (20, 12, 90, 8, 8, *[12] * 6)),
        Sheet(words.OPEN_LOTS, [*report.lots(made)], (48, 20, 20, 20, 12, 12, 12)),
        Sheet(words.LOSSES, [*report.forecast(made)], (20, 12, 90)),
    )
    return sheets.workbook(tables, made.made_at)
