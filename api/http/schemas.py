"""The schemas that the description of the interface is made of: of bodies, parameters, facts and rows."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.http.questions.question import Question
from api.http.row_shapes import row_model
from ledger.events import REGISTRY
from ledger.recording import Command

REF: Final = "#/components/schemas/{model}"
Schema = dict[str, Any]

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


def named(name: str) -> Schema:
    """Refer to a schema by its name."""
    return {"$ref": REF.format(model=name)}


_FACTS: Final = {"type": "array", "items": named("Fact")}
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


def _without_null(schema: Schema) -> Schema:
    """A parameter that may be left out is not null when it is there."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    rest = {name: one for name, one in schema.items() if name not in {"anyOf", "default", "description", "title"}}
    if len(choices) == 1:
        return {**rest, **choices[0]}
    return {**schema} if not choices else {**rest, "anyOf": choices}
