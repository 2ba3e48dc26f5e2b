"""Growth files over HTTP, in three forms, and who is honoured in a period."""

from typing import Any

from pydantic import Field

from api import growth
from api.documents import Form
from api.http.documents import DocumentOf
from api.http.questions.question import Happened, Known, Listing, Question, Source
from api.http.reading import Connection
from ledger.recording import utc_now
from ledger.vocabulary import Id, Moment, Year
from projections.compliance.sources import AsOf
from projections.documents.language import Language
from projections.growth import file, honours
from projections.growth.file import GrowthFile
from projections.growth.honours import Honoured


class GrowthOf(Question):
    """A person's growth file: career, periods, transcript, curve, certificates and honours since joining."""

    of = Source(GrowthFile, file.VIEWS)

    employee: Id
    as_of: Happened = None
    recorded_as_of: Known = None

    def ask(self, connection: Connection) -> bytes:
        """Nobody is unknown: who was never here has an empty file."""
        return b'"item":' + bytes(self.make(connection))

    def make(self, connection: Connection) -> GrowthFile:
        """Put the file together."""
        return file.growth(connection, self.employee, utc_now(), AsOf(self.as_of, self.recorded_as_of))


class GrowthDocument(GrowthOf, DocumentOf):
    """The growth file for people."""

    kind = "growth"

    language: Language | None = Field(default=None, description="Chinese or English; else both.")

    @property
    def about(self) -> str:
        """The person."""
        return self.employee

    def write(self, made: GrowthFile) -> bytes:
        """Write it down."""
        return growth.document(made, self.form, self.language)


class GrowthWorkbook(GrowthDocument):
    """The growth file as a workbook."""

    form = Form.XLSX


class GrowthPrint(GrowthDocument):
    """The growth file in print."""

    form = Form.PDF


def _honours(
    connection: Connection,
    *,
    as_of: Moment | None = None,
    recorded_as_of: Moment | None = None,
    **filters: Any,  # noqa: ANN401 - passed on
) -> list[Honoured]:
    return honours.honours(connection, now=utc_now(), when=AsOf(as_of, recorded_as_of), **filters)


class Honours(Listing):
    """Who is a learning star or a credit champion of a period, by title and person."""

    of = Source(Honoured, ("compliance",), _honours, ("title", "employee"))

    branch: Id | None = None
    period: Year | None = Field(default=None, description="The calendar year that it begins in; else the present one.")
    as_of: Happened = None
    recorded_as_of: Known = None

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        """A page goes on after a title of a person."""
        return Id, Id
