"""Branch reports over HTTP: a workbook."""

from pydantic import Field

from api import branch_report
from api.documents import Form
from api.http.documents import DocumentOf
from api.http.problems import RowUnknown
from api.http.questions.question import Happened, Known, Source
from api.http.reading import Connection
from ledger.recording import utc_now
from ledger.vocabulary import Id, Year
from projections.branch_report import report
from projections.branch_report.report import BranchReport
from projections.compliance.sources import AsOf
from projections.documents.language import Language


class BranchWorkbook(DocumentOf):
    """A branch with all below it in a period: people, categories, courses and weeks, as a workbook."""

    of = Source(BranchReport, report.VIEWS)
    form = Form.XLSX
    kind = "branch"

    branch: Id
    period: Year | None = Field(default=None, description="The calendar year that it begins in; else the present one.")
    as_of: Happened = None
    recorded_as_of: Known = None
    language: Language | None = Field(default=None, description="Chinese or English; else both.")

    @property
    def about(self) -> str:
        """The branch."""
        return self.branch

    def make(self, connection: Connection) -> BranchReport:
        """Refuse a branch that nobody knows."""
        when = AsOf(self.as_of, self.recorded_as_of)
        made = branch_report.reported(connection, self.branch, self.period, utc_now(), when)
        if made is None:
            raise RowUnknown
        return made

    def write(self, made: BranchReport) -> bytes:
        """Write it down."""
        return branch_report.document(made, self.language)
