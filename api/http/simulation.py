"""A draft simulated over HTTP, a page of people at a time."""

from typing import Annotated

from pydantic import Field
from pydantic_core import to_json
from starlette.responses import Response

from api.http import openapi
from api.http.answers import Json
from api.http.questions.policies import READERS
from api.http.questions.question import Cursor, Question, Source, page_json, parsed, read_cursor, write_cursor
from api.http.reading import Connection, Reading, shown
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from api.simulated import Simulated
from api.simulation import Simulation
from ledger.log.log import Log
from ledger.vocabulary import Id, Year
from projections.compliance import view


class SimulationOf(Question):
    """How everybody stands in a period, and would under a draft had it been in force; nothing is written."""

    of = Source(Simulated, (view.NAME,))
    many = True

    version: Id
    period: Year
    cursor: Cursor | None = None
    # A page is decided while the caller waits.
    limit: Annotated[int, Field(ge=1, le=100)] = 50


def route(log: Log, reading: Reading, shapes: Shapes) -> Route:
    """Give the one address."""
    path = "/v1/policies/{version}/simulation"
    operation = openapi.question_operation(shapes, path, SimulationOf, READERS, "policies")
    return Route("GET", path, Simulating(log, reading), READERS, operation=operation)


class Simulating:
    """Reads views and the log."""

    def __init__(self, log: Log, reading: Reading) -> None:
        self._log = log
        self._reading = reading

    async def __call__(self, asked: Asked) -> Response:
        """Wait for the views, then simulate beside the writer."""
        question = parsed(SimulationOf, asked)
        if question.min_position:
            await self._reading.reached(question.min_position, question.of.views)
        return Json(await self._reading.ask(self._page, question))

    def _page(self, connection: Connection, question: SimulationOf) -> bytes:
        after = ""
        if question.cursor is not None:
            (after,) = read_cursor(question.cursor, "Simulation", (Id,))
        position = shown(connection, question.of.views)
        simulation = Simulation(self._log, connection, question.version, question.period)
        people = simulation.after(after, question.limit + 1)
        page = people[: question.limit]
        more = write_cursor("Simulation", [page[-1]]) if len(people) > len(page) else None
        rows = [to_json(one._asdict()) for one in simulation.page(page)]
        return b'{"position":%d,%s}' % (position, page_json(rows, more))
