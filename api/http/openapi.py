"""The interface's description, made from the same tables that answer."""

from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel

from api.http import problem_answers
from api.http.batches import Batch
from api.http.examples import EXAMPLES
from api.http.policy import Access
from api.http.questions.question import Question
from api.http.routes import Route
from api.http.schemas import Schema, Shapes, named
from ledger.recording import Command

JSON: Final = "application/json"
KEY_PARAMETER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same body is the same request: it is answered again, not done again.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "example": "redeem-2026-03-01-0001",
}
PERSON_PARAMETER: Final = {
    "name": "Merit-On-Behalf-Of",
    "in": "header",
    "required": False,
    "description": "The person the calling program acts for.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,250}$"},
}
DRY_RUN_PARAMETER: Final = {
    "name": "dry_run",
    "in": "query",
    "required": False,
    "description": "Decide and answer, but record nothing.",
    "schema": {"type": "boolean", "default": False},
}
PREFER_PARAMETER: Final = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`wait=N`: answer when the views show the facts, or after N seconds all the same.",
    # Any text will do: what is not understood is not honoured, as RFC 7240 has it.
    "schema": {"type": "string"},
    "example": "wait=2",
}

_TEXT: Final = {"type": "string"}
COMMAND_PROBLEMS: Final = (400, 401, 403, 404, 406, 408, 409, 413, 415, 422, 500, 503)
QUESTION_PROBLEMS: Final = (401, 403, 404, 406, 422, 500, 503)


def command_operation(shapes: Shapes, path: str, command: type[Command], allow: Access, tag: str) -> Schema:
    """Describe a command's address."""
    body = shapes.body(command, path)
    return {
        **_head(command.__name__, command, allow, tag),
        "parameters": [
            *shapes.parameters(command, path),
            DRY_RUN_PARAMETER,
            KEY_PARAMETER,
            PERSON_PARAMETER,
            PREFER_PARAMETER,
        ],
        "requestBody": {
            "required": bool(body.get("required", True)),
            "content": {JSON: {"schema": body, "example": EXAMPLES[command.__name__]}},
        },
        "responses": {
            "200": {
                "description": "A repeat's first answer, or a rehearsal's.",
                "headers": {"Idempotency-Hit": {"schema": {"type": "string", "const": "true"}}},
                "content": {JSON: {"schema": {"anyOf": [named("Recorded"), named("Rehearsed")]}}},
            },
            "201": {"description": "Recorded.", "content": {JSON: {"schema": named("Recorded")}}},
            **problems(COMMAND_PROBLEMS),
        },
    }


def question_operation(shapes: Shapes, path: str, question: type[Question], allow: Access, tag: str) -> Schema:
    """Describe a question's address."""
    return {
        **_head(question.__name__, question, allow, tag),
        "parameters": [*shapes.parameters(question, path), PERSON_PARAMETER],
        "responses": {
            "200": {"description": "The answer.", "content": {JSON: {"schema": shapes.answer(question)}}},
            **problems(QUESTION_PROBLEMS),
        },
    }


def file_operation(  # noqa: PLR0913 - what a file's address is
    shapes: Shapes,
    path: str,
    asked: type[BaseModel],
    allow: Access,
    media_type: str,
    tag: str = "log",
    kind: str = "string",
) -> Schema:
    """Describe the address of a file in a format of others."""
    content = {media_type: {"schema": {"type": kind}}}
    return {
        **_head(asked.__name__, asked, allow, tag),
        "parameters": shapes.parameters(asked, path),
        "responses": {"200": {"description": "The file.", "content": content}, **problems(QUESTION_PROBLEMS)},
    }


def problems(statuses: Iterable[int]) -> Schema:
    """Every status that is no success has a problem document."""
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def described(routes: Iterable[Route], schemas: dict[str, Schema]) -> Schema:
    """Put the description together; routes without an operation are not part of the interface."""
    paths: dict[str, Schema] = {}
    for route in routes:
        if route.operation:
            paths.setdefault(route.path.replace("...}", "}"), {})[route.method.lower()] = route.operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Merit", "version": "1", "description": "A ledger of learning credits and points."},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Problem{status}": _problem(status) for status in (*COMMAND_PROBLEMS, 405)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "merit_..."}},
        },
    }


def _problem(status: int) -> Schema:
    codes = [kind.code for kind in problem_answers.kinds() if problem_answers.status_of(kind) == status]
    return {
        "description": ", ".join(codes) or "Refused.",
        "content": {problem_answers.MEDIA_TYPE: {"schema": named("Problem")}},
    }


def _head(name: str, model: type[BaseModel], allow: Access, tag: str) -> Schema:
    summary = (model.__doc__ or name).strip().split("\n")[0]
    return {
        "operationId": name,
        "summary": summary,
        "description": allow.described(),
        "tags": [tag],
        "security": [] if allow.public else [{"token": []}],
    }


def batch_operation(shapes: Shapes, allow: Access) -> Schema:
    """Describe the address that takes many commands."""
    answer = {
        "type": "object",
        "required": ["mode", "results"],
        "properties": {"mode": {"const": "continue"}, "results": {"type": "array", "items": _RESULT}},
    }
    row = {"command": "RedeemReward", "body": EXAMPLES["RedeemReward"], "key": "row-1"}
    body = {"schema": shapes.body(Batch, ""), "example": {"mode": "continue", "commands": [row]}}
    continued = {JSON: {"schema": {"anyOf": [answer, named("Recorded")]}}}
    return {
        **_head("Batch", Batch, allow, "batches"),
        "parameters": [KEY_PARAMETER, PERSON_PARAMETER],
        "requestBody": {"required": True, "content": {JSON: body}},
        "responses": {
            "200": {"description": "A result per row, or a repeat's first answer.", "content": continued},
            "201": {"description": "All recorded.", "content": {JSON: {"schema": named("Recorded")}}},
            **problems(COMMAND_PROBLEMS),
        },
    }


def evidence_operation(shapes: Shapes, asked: type[BaseModel], allow: Access) -> Schema:
    """Describe the address that makes evidence packages."""
    recorded = {JSON: {"schema": named("Recorded")}}
    body = {"schema": shapes.body(asked, ""), "example": {"employee": "1007", "purpose": "appeal 申诉 2026-14"}}
    return {
        **_head(asked.__name__, asked, allow, "evidence"),
        "parameters": [KEY_PARAMETER, PERSON_PARAMETER],
        "requestBody": {"required": True, "content": {JSON: body}},
        "responses": {
            "200": {"description": "A repeat's first answer.", "content": recorded},
            "201": {"description": "Made and recorded.", "content": recorded},
            **problems(COMMAND_PROBLEMS),
        },
    }


def office_operation(  # noqa: PLR0913 - what a change's address is
    shapes: Shapes, path: str, asked: type[BaseModel], allow: Access, tag: str, example: Schema | None
) -> Schema:
    """Describe an address that changes what the office knows and records no fact."""
    body = shapes.body(asked, path)
    described = {
        **_head(asked.__name__, asked, allow, tag),
        "parameters": shapes.ids(asked, path),
        "responses": dict.fromkeys(("200", "201"), _CHANGED) | problems(COMMAND_PROBLEMS),
    }
    if example is not None:
        content = {JSON: {"schema": body, "example": example}}
        described["requestBody"] = {"required": bool(body.get("required", True)), "content": content}
    return described


_CHANGED: Final = {
    "description": "Done; a secret is shown this once.",
    "content": {JSON: {"schema": {"type": "object", "required": ["item"], "properties": {"secret": _TEXT}}}},
}
_RESULT: Final = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"type": "integer"},
        "answer": named("Recorded"),
        "problem": named("Problem"),
    },
}
