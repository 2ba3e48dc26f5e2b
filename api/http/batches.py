"""Many commands in one request: all or nothing, or each on its own with a result per row."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json
from starlette.responses import Response

from api.http import answers, bodies, problem_answers
from api.http.command_table import COMMANDS
from api.http.commands import (
    bearer_of,
    caller_of,
    dry_run,
    refuse_another,
    request_key,
)
from api.http.policy import Access
from api.http.problems import (
    Broken,
    FieldError,
    LogUnreachable,
    RequestInvalid,
    RoleNotAllowed,
    field_errors,
)
from api.http.routes import Asked
from api.http.wire import Wire
from ledger.log.log import LogUnavailable
from ledger.recording import Caller, Command
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

log = structlog.get_logger()

BATCH_MAX = 1000
BODY_MAX = 4 * 1024 * 1024

_LINES: Final = {line.command.__name__: line for line in COMMANDS}
_SHAPES: Final = {name: TypeAdapter(line.command) for name, line in _LINES.items()}
_WIRES: Final = {name: Wire(line.command) for name, line in _LINES.items()}

Key = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,200}$")]


class Row(BaseModel):
    """One command by its name, with the whole body that its own address would take."""

    model_config = ConfigDict(extra="forbid")

    command: Annotated[str, Field(pattern=rf"^({'|'.join(_LINES)})$")]
    body: dict[str, Any]
    key: Key | None = Field(default=None, description="The row's own Idempotency-Key; `continue` only.")


class Batch(BaseModel):
    """Up to 1,000 commands."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["atomic", "continue"]
    commands: Annotated[list[Row], Field(min_length=1, max_length=BATCH_MAX)]


_BATCH: Final = TypeAdapter(Batch)


class BatchDoor:
    """Takes batches; a row needs the role that its command needs by itself."""

    def __init__(self, ledger: Ledger, limit: int) -> None:
        self._ledger = ledger
        self._limit = limit

    async def __call__(self, asked: Asked) -> Response:
        """Record all rows together, or each on its own."""
        if asked.scope["query_string"] and dry_run(asked):
            raise RequestInvalid(errors=[FieldError(("query", "dry_run"), "Batches are not rehearsed.", "NOT_HERE")])
        key = request_key(asked)
        body = await bodies.read(asked, self._limit)
        bodies.unambiguous(asked, body)
        batch = bodies.validated(_BATCH, body)
        if batch.mode == "atomic":
            return await self._together(asked, batch, key)
        results = await asyncio.gather(
            *(self._alone(asked, number, row, key) for number, row in enumerate(batch.commands))
        )
        return answers.Json(b'{"mode":"continue","results":[%s]}' % b",".join(results))

    async def _together(self, asked: Asked, batch: Batch, key: str | None) -> Response:
        commands: list[Command] = []
        errors: list[FieldError] = []
        for number, row in enumerate(batch.commands):
            if row.key is not None:
                errors.append(FieldError(("commands", number, "key"), "An atomic batch has one key.", "NOT_HERE"))
                continue
            try:
                commands.append(self._command(asked, row, number))
            except RequestInvalid as wrong:
                errors.extend(wrong.errors)
        if errors:
            raise RequestInvalid(errors=errors[:50])
        return answers.created(await self._ledger.submit(tuple(commands), caller_of(asked, key)))

    async def _alone(self, asked: Asked, number: int, row: Row, key: str | None) -> bytes:
        """Answer one row as its own address would have answered it."""
        named = row.key or (f"{key}/{number}" if key else None)
        caller = caller_of(asked, named)
        try:
            return await self._recorded(self._command(asked, row), caller)
        except Refused as no:
            refusal = no
        except LogUnavailable:
            refusal = LogUnreachable()
        except Exception:
            # The rows beside it are recorded, and their answers must not be lost.
            log.exception("broken", request_id=asked.request_id, row=number)
            refusal = Broken()
        document = problem_answers.document(refusal, asked.request_id)
        return b'{"status":%d,"problem":%s}' % (document["status"], to_json(document))

    async def _recorded(self, command: Command, caller: Caller) -> bytes:
        done = await self._ledger.submit((command,), caller)
        status = HTTPStatus.OK if done.repeat else HTTPStatus.CREATED
        return b'{"status":%d,"answer":%s}' % (status, answers.recorded(done))

    def _command(self, asked: Asked, row: Row, *where: int) -> Command:
        allow: Access = _LINES[row.command].allow
        bearer = bearer_of(asked)
        if not allow.allows(bearer):
            raise RoleNotAllowed(role=", ".join(sorted(bearer.roles)))
        _WIRES[row.command].refuse_loose_moments(row.body)
        try:
            command = _SHAPES[row.command].validate_json(to_json(row.body), strict=True)
        except ValidationError as wrong:
            before: tuple[str | int, ...] = ("commands", *where, "body") if where else ("body",)
            raise RequestInvalid(errors=field_errors(bodies.found(wrong), *before)) from None
        if allow.only_for_oneself(bearer):
            refuse_another(command, asked.person)
        return command
