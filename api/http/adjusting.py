"""Batches of adjustments over HTTP: one person decides about a hand of rows, and each row stands by itself."""

import asyncio
from functools import partial
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response

from api.adjusting import ApproveAdjustments, Deciding, Left, RejectAdjustments, requests, told, waiting
from api.http import bodies, openapi, problem_answers
from api.http.answers import Json
from api.http.commands import caller_of, request_key
from api.http.in_time import in_time
from api.http.policy import Role, only
from api.http.reading import Reading
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from ledger.recording import Caller, Command, Recorded
from ledger.refusals.approvals import ApproverUnnamed
from ledger.refusals.refused import Refused
from ledger.writing import Ledger
from projections import adjustments, bookmarks

OFFICE: Final = only(Role.OPERATOR)
PATH: Final = "/v1/adjustments/batches/{batch}/"
BODIES: Final[dict[str, tuple[type[Deciding], dict[str, Any]]]] = {
    "approve": (ApproveAdjustments, {}),
    "reject": (RejectAdjustments, {"because": "NO_EVIDENCE"}),
}
ROW: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["adjustment", "employee", "points", "problem"],
    "properties": {
        "adjustment": {"type": "string"},
        "employee": {"type": "string"},
        "points": {"type": "integer"},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}
ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["decided", "before", "left", "after"],
    "properties": {
        "decided": {"type": "integer"},
        "before": {"type": "integer", "description": "Rows that somebody decided meanwhile."},
        "left": {"type": "array", "items": ROW, "description": "Rows that stay as they were."},
        "after": {"type": ["integer", "null"], "description": "Where the next hand begins, if there is one."},
    },
}


def routes(ledger: Ledger, reading: Reading, shapes: Shapes, limit: int) -> list[Route]:
    """Make the two addresses at which a batch is decided."""
    made = []
    for verb, (shape, example) in BODIES.items():
        operation = {
            **openapi.office_operation(shapes, PATH + verb, shape, OFFICE, "adjustments", example),
            "responses": {
                "200": {"description": "What became of the rows.", "content": {openapi.JSON: {"schema": ANSWER}}},
                **openapi.problems(openapi.COMMAND_PROBLEMS),
            },
        }
        operation["parameters"] += [openapi.KEY_PARAMETER, openapi.PERSON_PARAMETER]
        made.append(Route("POST", PATH + verb, BatchDoor(ledger, reading, shape, limit), OFFICE, operation=operation))
    return made


class BatchDoor:
    """Decides about a batch's rows in the order in which they were proposed."""

    def __init__(self, ledger: Ledger, reading: Reading, shape: type[Deciding], limit: int) -> None:
        self._ledger = ledger
        self._reading = reading
        self._shape: TypeAdapter[Deciding] = TypeAdapter(shape)
        self._limit = limit

    async def __call__(self, asked: Asked) -> Response:
        """Decide one hand; the same request again goes on where this one stopped."""
        caller = caller_of(asked, request_key(asked))
        body = await bodies.read(asked, self._limit)
        said: Any = bodies.unambiguous(asked, body) if body else {}
        deciding = bodies.validated(self._shape, bodies.with_ids(asked.ids, body, said))
        # What was just proposed is there to be decided.
        await self._reading.reached(await self._reading.ask(bookmarks.head), [adjustments.NAME])
        hand = await self._reading.ask(partial(waiting, deciding=deciding))
        if caller.on_behalf_of is None:
            raise ApproverUnnamed
        outcomes = await in_time(asyncio.gather(*(self._row(*one) for one in requests(deciding, hand, caller))))
        done = told(hand, outcomes)
        return Json(to_json({**done._asdict(), "left": [_left(one, asked.request_id) for one in done.left]}))

    async def _row(self, command: Command, caller: Caller) -> Recorded | Refused:
        try:
            return await self._ledger.submit((command,), caller)
        except Refused as no:
            return no


def _left(one: Left, request: str) -> dict[str, Any]:
    row, refusal = one
    said = {"adjustment": row.adjustment, "employee": row.employee, "points": row.points}
    return {**said, "problem": problem_answers.document(refusal, request)}
