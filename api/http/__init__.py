"""The way in and out over HTTP: commands, questions, problems, health."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi import FastAPI
from pydantic_core import to_json

from api.http import (
    adjusting,
    batches,
    codes,
    documents,
    exports,
    feed,
    openapi,
    pages,
    requirement,
    sealed,
    sealed_shapes,
    simulation,
    the_log,
    vouchers,
    webhooks,
)
from api.http.batches import Batch, BatchDoor
from api.http.bearers import Bearers
from api.http.command_table import COMMANDS
from api.http.commands import CommandDoor
from api.http.document_table import DOCUMENTS
from api.http.door import Door
from api.http.evidence import EvidenceDoor, EvidenceFile, Packages
from api.http.heads import Heads
from api.http.metrics import Metrics
from api.http.policy import ANYONE, Access, Role, UndeclaredAccess, only
from api.http.questions import policies
from api.http.questions.question import Asking, Question
from api.http.questions.table import ACCOUNT, QUESTIONS
from api.http.reading import Reading
from api.http.routes import Route, Table
from api.http.schemas import Shapes
from api.http.watching import Watching
from ledger.decisions.prepare_evidence import EvidenceAsked
from ledger.decisions.show_vouchers import ShowVouchers
from ledger.writing import Ledger
from projections.handover.addresses import Rules

__all__ = ["Limits", "create_app"]

AUDITOR = only(Role.AUDITOR)
CALLERS = only(Role.EMPLOYEE, Role.TRAINER, Role.OPERATOR)


class Limits(NamedTuple):
    """How large a request may be."""

    body_bytes: int = 64 * 1024
    batch_body_bytes: int = batches.BODY_MAX


LIMITS = Limits()
TILES = Path("tiles")  # no such folder: nothing is sealed
EVIDENCE = Path("evidence")  # made when the first package is
RULES = Rules()


def create_app(  # noqa: PLR0913 - what a program is made of
    ledger: Ledger,
    url: str,
    *,
    limits: Limits = LIMITS,
    docs: bool = False,
    tiles: Path = TILES,
    evidence: Path = EVIDENCE,
    webhook_rules: Rules = RULES,
    more: Iterable[Route] = (),
) -> FastAPI:
    """Make the program that serves a ledger.

    `url` is its database, for views and tokens, `tiles` its sealed log, `evidence` the folder of the packages it made,
    `webhook_rules` where webhooks may go.
    A route that does not declare who may call it raises: the program does not start.
    """
    reading = Reading(url)
    metrics = Metrics()
    ledger.on_commit(metrics.committed)
    asked_of_log = (
        *(the_log.Facts, the_log.OneFact, codes.CodeOf, Packages),
        *(policies.PolicyInForceFor, requirement.RequirementOf),
    )
    handed_over = (feed.Feed, exports.PaidLeaveFile, *webhooks.BODIES)
    shapes = Shapes(
        [
            Batch,
            EvidenceAsked,
            EvidenceFile,
            *sealed_shapes.FILES,
            *handed_over,
            ShowVouchers,
            *(shape for shape, _ in adjusting.BODIES.values()),
            *(line.command for line in COMMANDS),
        ],
        [
            *(line.question for line in QUESTIONS),
            *asked_of_log,
            *(line.question for line in DOCUMENTS),
            simulation.SimulationOf,
            *sealed_shapes.PROOFS,
            *webhooks.QUESTIONS,
        ],
    )
    routes = [
        *_commands(ledger, reading, shapes, limits),
        *_questions(ledger, reading, shapes),
        *documents.routes(reading, shapes, DOCUMENTS),
        vouchers.route(ledger, reading, shapes),
        *adjusting.routes(ledger, reading, shapes, limits.body_bytes),
        *sealed.Sealed(tiles, ledger.log).routes(shapes),
        *EvidenceDoor(ledger, tiles, evidence, limits.body_bytes).routes(shapes),
        *feed.FeedDoor(reading).routes(shapes),
        *exports.Exports(reading).routes(shapes),
        simulation.route(ledger.log, reading, shapes),
        *webhooks.Webhooks(reading, url, webhook_rules, limits.body_bytes).routes(shapes),
        *_watched(Watching(ledger, reading, metrics, url, tiles)),
        *pages.problems(),
        *more,
    ]
    description = openapi.described(routes, shapes.schemas)
    routes += pages.description(to_json(description), docs=docs)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        refuse_undeclared(app)
        reading.open()
        try:
            yield
        finally:
            reading.close()

    app = FastAPI(title="Merit", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.openapi = lambda: description  # type: ignore[method-assign] # as FastAPI's own documentation has it
    app.router.routes.append(Door(Table(routes), Bearers(reading), Heads(reading), metrics))
    refuse_undeclared(app)
    return app


def refuse_undeclared(app: FastAPI) -> None:
    """Only the door lets anybody in: a route beside it would be open to everyone."""
    for route in app.router.routes:
        if not isinstance(route, Door):
            raise UndeclaredAccess(f"{getattr(route, 'path', route)} does not say who may call it")


def table_of(app: FastAPI) -> Table:
    """Give all routes with what they declare."""
    return next(route.table for route in app.router.routes if isinstance(route, Door))


def _commands(ledger: Ledger, reading: Reading, shapes: Shapes, limits: Limits) -> list[Route]:
    routes = [
        Route(
            "POST",
            path,
            CommandDoor(ledger, reading, command, allow, limits.body_bytes),
            allow,
            operation=openapi.command_operation(shapes, path, command, allow, tag),
        )
        for path, command, allow, tag in COMMANDS
    ]
    batch = BatchDoor(ledger, limits.batch_body_bytes)
    operation = openapi.batch_operation(shapes, CALLERS)
    return [*routes, Route("POST", "/v1/batches", batch, CALLERS, operation=operation)]


def _questions(ledger: Ledger, reading: Reading, shapes: Shapes) -> list[Route]:
    facts, one = the_log.Facts, the_log.OneFact
    in_force, owed = policies.PolicyInForceFor, requirement.RequirementOf
    more: list[tuple[str, type[Question], Access, str, Callable[..., object]]] = [
        ("/v1/audit/events", facts, AUDITOR, "audit", the_log.Auditing(ledger.log, facts, the_log.page_of_facts)),
        (
            "/v1/members/{employee}/policy",
            in_force,
            policies.READERS,
            "policies",
            the_log.Auditing(ledger.log, in_force, policies.in_force),
        ),
        ("/v1/audit/events/{at}", one, AUDITOR, "audit", the_log.Auditing(ledger.log, one, the_log.fact_at)),
        (
            "/v1/accounts/{employee}/requirement",
            owed,
            ACCOUNT,
            "accounts",
            the_log.Auditing(ledger.log, owed, requirement.answer),
        ),
        (
            "/v1/sessions/{session}/codes/{employee}",
            codes.CodeOf,
            only(Role.EMPLOYEE),
            "attendance",
            codes.Showing(ledger.codes),
        ),
    ]
    asked = [(*line, Asking(reading, line.question)) for line in QUESTIONS]
    return [
        Route(
            "GET",
            path,
            endpoint,  # type: ignore[arg-type] # an endpoint is called with what was asked
            allow,
            operation=openapi.question_operation(shapes, path, question, allow, tag),
        )
        for path, question, allow, tag, endpoint in (*asked, *more)
    ]


def _watched(watching_: Watching) -> list[Route]:
    return [
        Route("GET", "/health", watching_.health, ANYONE),
        Route("GET", "/ready", watching_.ready, ANYONE),
        Route("GET", "/metrics", watching_.metrics, only(Role.ADMINISTRATOR), answers="text/plain"),
    ]
