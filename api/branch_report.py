"""Branch reports for the ways in, in the words of the ledger's refusals."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from ledger.refusals.documents import DocumentTooLong
from projections.branch_report.report import PEOPLE_MAX, BranchReport, TooManyPeople, branch_report
from projections.compliance.sources import AsOf
from projections.documents.language import Language


def reported(
    connection: Connection[Any], branch: str, period: str | None, now: datetime, when: AsOf
) -> BranchReport | None:
    """Report on a branch; None if nobody knows it."""
    try:
        return branch_report(connection, branch, period, now, when)
    except TooManyPeople:
        raise DocumentTooLong(limit=PEOPLE_MAX) from None


def document(made: BranchReport, language: Language | None) -> bytes:
    """Write the workbook."""
    # Here, because it takes a while to load and only who makes a document needs it.
    from projections.branch_report.workbook import workbook

    return workbook(made, language)
