"""The interface's description, made from the same tables that answer."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.http import problem_answers
from api.http.batches import Batch
from api.http.examples import EXAMPLES
from api.http.policy import Access
from api.http.questions.question import Question
from api.http.routes import Route
from api.http.row_shapes import row_model
from ledger.events import REGISTRY
from ledger.recording import Command

REF: Final = "#/components/schemas/{model}"
JSON: Final = "application/json"
Schema = dict[str, Any]

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
PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "title_zh", "detail_zh", "code", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Where the problem is explained."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "title_zh": _TEXT,
        "detail_zh": _TEXT,
        "code": {"type": "string", "description": "Stable: programs decide by this."},
        "instance": {"type": "string", "description": "The request, as the log names it."},
        "details": {"type": "object", "additionalProperties": {"type": ["string", "integer", "null"]}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["loc", "message", "code"],
                "properties": {
                    "loc": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "message": _TEXT,
                    "code": _TEXT,
                },
            },
        },
    },
}
COMMAND_PROBLEMS: Final = (400, 401, 403, 404, 406, 408, 409, 413, 415, 422, 500, 503)
QUESTION_PROBLEMS: Final = (401, 403, 404, 406, 422, 500, 503)


class Shapes:
    """Every schema that the description mentions, collected first and named once."""

    def __init__(self, bodies: Iterable[type[BaseModel]], questions: Iterable[type[Question]]) -> None:
        rows = {question.of.row for question in questions}
        self._rows = {row: row_model(row) for row in rows}  # type: ignore[arg-type] # a class is hashable
        asked: list[tuple[type[BaseModel], Any]] = [(model, "validation") for model in (*bodies, *questions)]
        written: list[tuple[type[BaseModel], Any]] = [
            (model, "serialization") for model in (*REGISTRY.values(), *self._rows.values())
        ]
        self._refs, definitions = models_json_schema([*asked, *written], ref_template=REF)
        self.schemas: dict[str, Schema] = {**definitions.get("$defs", {}), "Problem": PROBLEM}
        for fact in REGISTRY.values():
            self._tell_apart(fact)
        any_fact = [self._ref(fact, "serialization") for fact in REGISTRY.values()]
        self.schemas["Fact"] = {"anyOf": any_fact, "description": "Any fact the ledger can hold."}
        self.schemas["Recorded"] = _RECORDED
        self.schemas["Rehearsed"] = _REHEARSED

    def _ref(self, model: type[BaseModel], mode: Any) -> Schema:  # noqa: ANN401 - pydantic's own literal
        return self._refs[model, mode]

    def _tell_apart(self, fact: type[BaseModel]) -> None:
        """Facts over HTTP say their type and when they happened, which stored data leaves to the envelope."""
        schema = self.schemas[self._ref(fact, "serialization")["$ref"].rsplit("/", 1)[1]]
        schema["properties"] = {
            "type": {"const": fact.__name__, "type": "string"},
            "effective_at": {"type": "string", "format": "date-time"},
            **schema.get("properties", {}),
        }
        schema["required"] = sorted({"type", "effective_at", *schema.get("required", [])})

    def body(self, command: type[BaseModel], path: str) -> Schema:
        """A body is the command less what the address says."""
        reference = self._ref(command, "validation")
        ids = set(re.findall(r"\{(\w+)\}", path))
        if not ids:
            return reference
        whole = self.schemas[reference["$ref"].rsplit("/", 1)[1]]
        return {
            **whole,
            "properties": {name: one for name, one in whole["properties"].items() if name not in ids},
            "required": [name for name in whole.get("required", []) if name not in ids],
        }

    def parameters(self, model: type[BaseModel], path: str) -> list[Schema]:
        """Ids of the address, then what may follow the question mark."""
        schema = self.schemas[self._ref(model, "validation")["$ref"].rsplit("/", 1)[1]]
        parameters = self.ids(model, path)
        ids = {one["name"] for one in parameters}
        if not issubclass(model, Command):
            parameters += [
                {
                    "name": name,
                    "in": "query",
                    "required": name in schema.get("required", []),
                    "description": one.get("description", name.replace("_", " ")),
                    "schema": _without_null(one),
                }
                for name, one in schema["properties"].items()
                if name not in ids
            ]
        return parameters

    def ids(self, model: type[BaseModel], path: str) -> list[Schema]:
        """Ids of the address."""
        schema = self.schemas[self._ref(model, "validation")["$ref"].rsplit("/", 1)[1]]
        names = re.findall(r"\{(\w+)(?:\.{3})?\}", path)
        return [{"name": name, "in": "path", "required": True, "schema": schema["properties"][name]} for name in names]

    def answer(self, question: type[Question]) -> Schema:
        """One thing or a page of them, and the position they are true at."""
        row = self._ref(self._rows[question.of.row], "serialization")
        position = {"type": "integer", "description": "The view shows every fact up to here."}
        if not question.many:
            return {
                "type": "object",
                "required": ["position", "item"],
                "properties": {"position": position, "item": row},
            }
        items = {"type": "array", "items": row}
        more = {"type": ["string", "null"], "description": "The `cursor` of the next page."}
        return {
            "type": "object",
            "required": ["position", "items", "next"],
            "properties": {"position": position, "items": items, "next": more},
        }


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
                "content": {JSON: {"schema": {"anyOf": [_named("Recorded"), _named("Rehearsed")]}}},
            },
            "201": {"description": "Recorded.", "content": {JSON: {"schema": _named("Recorded")}}},
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
        "content": {problem_answers.MEDIA_TYPE: {"schema": _named("Problem")}},
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


def _named(name: str) -> Schema:
    return {"$ref": REF.format(model=name)}


def _without_null(schema: Schema) -> Schema:
    """A parameter that may be left out is not null when it is there."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    rest = {name: one for name, one in schema.items() if name not in {"anyOf", "default", "description", "title"}}
    if len(choices) == 1:
        return {**rest, **choices[0]}
    return {**schema} if not choices else {**rest, "anyOf": choices}


_FACTS: Final = {"type": "array", "items": _named("Fact")}
_RECORDED: Final = {
    "type": "object",
    "required": ["position", "first", "recorded_at", "repeat", "facts", "data_sha256", "receipt"],
    "properties": {
        "position": {"type": "integer", "minimum": 1, "description": "A query's `min_position` to see the facts."},
        "first": {"type": "integer", "minimum": 1},
        "recorded_at": {"type": "string", "format": "date-time"},
        "repeat": {"type": "boolean", "description": "This is an earlier, equal request's answer."},
        "facts": _FACTS,
        "data_sha256": {
            "type": "array",
            "items": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
            "description": "What the leaf of each fact says of its data; null where it is stored in an older shape.",
        },
        "receipt": {"type": "string", "description": "Where the last fact's proof is to be had, once it is sealed."},
    },
}
_REHEARSED: Final = {
    "type": "object",
    "required": ["dry_run", "facts"],
    "properties": {"dry_run": {"const": True}, "facts": _FACTS},
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
    continued = {JSON: {"schema": {"anyOf": [answer, _named("Recorded")]}}}
    return {
        **_head("Batch", Batch, allow, "batches"),
        "parameters": [KEY_PARAMETER, PERSON_PARAMETER],
        "requestBody": {"required": True, "content": {JSON: body}},
        "responses": {
            "200": {"description": "A result per row, or a repeat's first answer.", "content": continued},
            "201": {"description": "All recorded.", "content": {JSON: {"schema": _named("Recorded")}}},
            **problems(COMMAND_PROBLEMS),
        },
    }


def evidence_operation(shapes: Shapes, asked: type[BaseModel], allow: Access) -> Schema:
    """Describe the address that makes evidence packages."""
    recorded = {JSON: {"schema": _named("Recorded")}}
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
        "answer": _named("Recorded"),
        "problem": _named("Problem"),
    },
}
