"""Growth files for the ways in."""

from api.documents import Form
from projections.documents.language import Language
from projections.growth.file import GrowthFile


def document(made: GrowthFile, form: Form, language: Language | None) -> bytes:
    """Write a growth file for people."""
    # Here, because they take a third of a second to load and only who makes a document needs them.
    from projections.growth.printed import printed  # noqa: PLC0415
    from projections.growth.workbook import workbook  # noqa: PLC0415

    return printed(made, language) if form is Form.PDF else workbook(made, language)
