"""The growth file as a workbook."""

from projections.documents import sheets
from projections.documents.language import Language, label
from projections.documents.sheets import Sheet
from projections.growth import report
from projections.growth import report_words as words
from projections.growth.file import GrowthFile

LETTER = 2  # millimetres


def workbook(made: GrowthFile, language: Language | None) -> bytes:
    """Write the workbook."""
    summary = [(label(words.TITLE, language),), *report.heading(made, language)]
    tables = (
        Sheet(part.title, part.rows, [width // LETTER for width in part.widths])
        for part in report.parts(made, language)
    )
    return sheets.workbook([Sheet(label(words.SUMMARY, language), summary, (32, 90)), *tables], made.made_at)
