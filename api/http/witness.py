"""A witness over HTTP (C2SP tlog-witness): nothing but the protocol's answers, within bounded time and size."""

import sqlite3

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.bodies import read
from api.http.problems import Unserved
from projections.audit.witness.cosigning import Answer, Witness
from projections.audit.witness.submission import CONFLICT, MALFORMED, SUBMISSION_MAX, UNKNOWN

UNAVAILABLE = 503
SIZE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"

_log = structlog.get_logger()


def create_app(witness: Witness) -> Starlette:
    """Serve one witness."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            content = await read(request, SUBMISSION_MAX)
        except Unserved as no:
            return Response(f"{no.en()}\n", no.status, no.headers, TEXT)
        except ClientDisconnect:
            return Response(status_code=MALFORMED)
        return _response(await run_in_threadpool(witness.add_checkpoint, content))

    async def checkpoint(request: Request) -> Response:
        note = await run_in_threadpool(witness.latest, request.path_params["origin"])
        return Response(note, media_type=TEXT) if note else Response(status_code=UNKNOWN)

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin}/checkpoint", checkpoint, methods=["GET"]),
        ],
        exception_handlers={sqlite3.Error: _unavailable},
    )


async def _unavailable(_request: Request, no: Exception) -> Response:
    """What cannot be remembered, on a full or a broken disk, is not cosigned."""
    _log.error("witness_cannot_remember", error=str(no))
    return _response(Answer(UNAVAILABLE, "This witness cannot read or write its disk.\n"))


def _response(answer: Answer) -> Response:
    # As a header, because a media type would be given a charset, and the protocol's has none.
    return Response(answer.text, answer.status, {"Content-Type": SIZE if answer.status == CONFLICT else TEXT})
