"""Growth files for the ways in."""

from api.documents import Form
from ledger.refusals.documents import DocumentTooLong
from projections.documents.language import Language
from projections.growth.file import GrowthFile

PRINTED_MAX = 2_000  # lines of the transcript; some 100 pages


def document(made: GrowthFile, form: Form, language: Language | None) -> bytes:
    """Write a growth file for people. Raises `DocumentTooLong`."""
    if form is Form.PDF and len(made.transcript) > PRINTED_MAX:
        raise DocumentTooLong(limit=PRINTED_MAX)
    # Here, because they take a third of a second to load and only who makes a document needs them.
    from projections.growth.printed import printed
    from projections.growth.workbook import workbook

    return printed(made, language) if form is Form.PDF else workbook(made, language)
