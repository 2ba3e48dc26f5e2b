"""Lines for payroll as a file over HTTP."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.http import openapi
from api.http.policy import Role, only
from api.http.questions.question import parsed
from api.http.reading import Reading
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from ledger.periods import day
from ledger.policy import DEFAULT_POLICY
from ledger.refusals.handover import SpanEmpty
from ledger.vocabulary import Day
from projections import bookmarks
from projections.handover import paid_leave

CSV: Final = "text/csv"
PAYROLL: Final = only(Role.OPERATOR, Role.INTEGRATION, Role.AUDITOR)


class PaidLeaveFile(BaseModel):
    """Days of paid leave that were given, and those taken back as negative lines, as CSV."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Annotated[Day, Field(description="The first day; a day of the company's calendar.")]
    until: Annotated[Day, Field(description="The first day that is no longer meant.")]
    bom: Annotated[bool, Field(description="Begin with a byte order mark, for Excel.")] = False


class Exports:
    """Writes files of what the log holds up to now."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def routes(self, shapes: Shapes) -> list[Route]:
        """Give every address."""
        path = "/v1/exports/paid-leave"
        operation = openapi.file_operation(shapes, path, PaidLeaveFile, PAYROLL, CSV, "handover")
        return [Route("GET", path, self.paid_leave, PAYROLL, CSV, operation)]

    async def paid_leave(self, asked: Asked) -> Response:
        """Wait until every reward is known, then write all lines or none."""
        wanted: PaidLeaveFile = parsed(PaidLeaveFile, asked)
        zone = DEFAULT_POLICY.time_zone
        begins, ends = day(wanted.since, zone).begins, day(wanted.until, zone).begins
        if begins >= ends:
            raise SpanEmpty(since=wanted.since, until=wanted.until)
        await self._reading.reached(await self._reading.ask(bookmarks.head), paid_leave.VIEWS)
        lines = await self._reading.ask(paid_leave.lines, begins, ends)
        name = f'attachment; filename="paid-leave-{wanted.since}-{wanted.until}.csv"'
        text = paid_leave.written(lines, zone, bom=wanted.bom)
        return Response(text.encode(), headers={"Content-Disposition": name}, media_type=CSV)
