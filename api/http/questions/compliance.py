"""How people stand over HTTP: one, a branch with all below it, the company; and why."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from api.http.questions.question import Happened, Known, Listing, Question, Source, page_json, row_json
from api.http.reading import Connection
from ledger.recording import utc_now
from ledger.vocabulary import Id, Moment, Year
from projections.compliance import explaining, heat, preview, questions, summary
from projections.compliance.explaining import ComplianceExplanation
from projections.compliance.heat import By, Heat
from projections.compliance.preview import Preview
from projections.compliance.questions import Compliance
from projections.compliance.sources import AsOf
from projections.compliance.summary import Summary

VIEWS = ("compliance",)
AND_REQUIRED = ("compliance", "obligations")
PERIOD = Field(default=None, description="The calendar year that it begins in; else the present one.")


class ComplianceOf(Question):
    """How one person stands: what they owe, what counts, what is missing, and the last days of required courses."""

    of = Source(Compliance, AND_REQUIRED)

    employee: Id
    period: Year | None = PERIOD
    as_of: Happened = None
    recorded_as_of: Known = None

    def ask(self, connection: Connection) -> bytes:
        """Nobody is unknown: who was never here owes and has nothing."""
        when = AsOf(self.as_of, self.recorded_as_of)
        return b'"item":' + row_json(questions.person(connection, self.employee, self.period, utc_now(), when))


class CreditsExplained(ComplianceOf):
    """Why one person stands so: every term of what is owed and of what counts, with its fact, rule and policy."""

    of = Source(ComplianceExplanation, VIEWS)

    def ask(self, connection: Connection) -> bytes:
        """Explain the figures."""
        when = AsOf(self.as_of, self.recorded_as_of)
        return b'"item":' + bytes(explaining.explain(connection, self.employee, self.period, utc_now(), when))


def _people(
    connection: Connection,
    *,
    as_of: Moment | None = None,
    recorded_as_of: Moment | None = None,
    **filters: Any,  # noqa: ANN401 - passed on
) -> list[Compliance]:
    return questions.people(connection, now=utc_now(), when=AsOf(as_of, recorded_as_of), **filters)


class ComplianceOfPeople(Listing):
    """People of a branch and all below it, or of the company: who misses most comes first."""

    of = Source(Compliance, VIEWS, _people, ("missing", "employee"))

    branch: Id | None = None
    period: Year | None = PERIOD
    as_of: Happened = None
    recorded_as_of: Known = None

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        """A page goes on after so many credits missing, and a person."""
        return Decimal, Id


class ComplianceSummary(Question):
    """How many people of a branch and all below it, or of the company, are how far."""

    of = Source(Summary, VIEWS)

    branch: Id | None = None
    period: Year | None = PERIOD
    as_of: Happened = None
    recorded_as_of: Known = None

    def ask(self, connection: Connection) -> bytes:
        """Add people up."""
        when = AsOf(self.as_of, self.recorded_as_of)
        found = summary.summary(connection, now=utc_now(), period=self.period, branch=self.branch, when=when)
        return b'"item":' + row_json(found)


class PeriodPreview(Question):
    """What would be sealed if a period were closed as it stands: figures, what goes on, and what is still undone."""

    of = Source(Preview, preview.VIEWS)

    period: Year

    def ask(self, connection: Connection) -> bytes:
        """Look before one closes."""
        return b'"item":' + bytes(preview.preview(connection, self.period))


class LearningHeat(Question):
    """What was learnt in a period, in minutes and credits: by week in order, or by branch, position or course."""

    of = Source(Heat, VIEWS)
    many = True

    by: By = "week"
    branch: Id | None = None
    period: Year | None = PERIOD
    as_of: Happened = None
    recorded_as_of: Known = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200

    def ask(self, connection: Connection) -> bytes:
        """A year has 53 weeks; of the others, those with the most come first, so there are no pages."""
        when = AsOf(self.as_of, self.recorded_as_of)
        about: dict[str, Any] = {"by": self.by, "branch": self.branch, "period": self.period, "limit": self.limit}
        rows = heat.heat(connection, now=utc_now(), when=when, **about)
        return page_json([row_json(row) for row in rows], None)
