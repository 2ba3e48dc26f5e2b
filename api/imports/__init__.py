"""Reading learning records from other systems' files: rows in, no rule and no ledger."""

from api.imports.adjustments import read_adjustments
from api.imports.attendance import read_attendance
from api.imports.presence import united, united_minutes
from api.imports.reading import Reading
from api.imports.results import read_results
from api.imports.rows import AdjustmentRow, AttendanceRow, Rejected, ResultRow, StatementRow, Unreadable
from api.imports.source import Limits
from api.imports.statements import read_statements

__all__ = [
    "AdjustmentRow",
    "AttendanceRow",
    "Limits",
    "Reading",
    "Rejected",
    "ResultRow",
    "StatementRow",
    "Unreadable",
    "read_adjustments",
    "read_attendance",
    "read_results",
    "read_statements",
    "united",
    "united_minutes",
]
