"""Every file for people over HTTP, and who may have it."""

from typing import Final

from api.http.account import StatementPrint, StatementWorkbook
from api.http.documents import DocumentLine
from api.http.questions.branch_report import BranchWorkbook
from api.http.questions.growth import GrowthPrint, GrowthWorkbook
from api.http.questions.table import ACCOUNT, GROWTH

DOCUMENTS: Final = (
    DocumentLine("/v1/accounts/{employee}/statement.xlsx", StatementWorkbook, ACCOUNT, "accounts"),
    DocumentLine("/v1/accounts/{employee}/statement.pdf", StatementPrint, ACCOUNT, "accounts"),
    DocumentLine("/v1/accounts/{employee}/growth.xlsx", GrowthWorkbook, GROWTH, "growth"),
    DocumentLine("/v1/accounts/{employee}/growth.pdf", GrowthPrint, GROWTH, "growth"),
    DocumentLine("/v1/branches/{branch}/report.xlsx", BranchWorkbook, GROWTH, "growth"),
)
