"""A policy document: what it may state, and where it stands that it may not."""

import json
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from ledger.policy.layers import COMPANY, Layer
from ledger.policy.part import Part
from ledger.policy.reading import Path, Text, dotted, read
from ledger.policy.wanting import wanted
from ledger.policy.whole import Policy
from ledger.refusals.policies import (
    PolicyKeyUnknown,
    PolicyOfBranches,
    PolicyOfCompany,
    PolicySaysNothing,
    PolicyStatedAlone,
    PolicyValueWrong,
)

PARTS: dict[str, type[Part]] = {
    name: field.annotation
    for name, field in Policy.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Part)
}


def canonical(text: str, layer: Layer = COMPANY) -> str:
    """Read a document of a layer and write it as canonical JSON: the same document has the same bytes."""
    said = read(text)
    stated = {part: fields for part in _mapping(said, ()) if (fields := _stated(said, part, layer))}
    if not stated:
        raise PolicySaysNothing
    # Decimals become texts, as everywhere in the log.
    return json.dumps(json.loads(to_json(stated)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _stated(text: Text, part: str, layer: Layer) -> dict[str, Any]:
    """Give the fields that a document states of a part, each whole, so that no later default can change it."""
    if part not in PARTS:
        raise PolicyKeyUnknown(**_at(text, (part,)))
    kind = PARTS[part]
    if layer != COMPANY and not kind.personal:
        raise PolicyOfCompany(**_at(text, (part,)))
    fields = _mapping(text, (part,))
    if layer.position is not None and (first := next((name for name in fields if name in kind.of_branches), None)):
        raise PolicyOfBranches(**_at(text, (part, first)))
    try:
        numbers = kind.model_validate_json(to_json(fields), strict=True)
    except ValidationError as wrong:
        raise _refusal(text, part, wrong) from None
    for group in kind.together:
        missing = sorted(group - fields.keys())
        if missing and len(missing) < len(group):
            first = min(group & fields.keys(), key=lambda name: text.places[part, name])
            raise PolicyStatedAlone(**_at(text, (part, first)), missing=dotted((part, missing[0])))
    for name in fields:
        _refuse_quoted(text, (part, name), fields[name], getattr(numbers, name))
    return {name: plain(value) for name, value in numbers.model_dump(include=set(fields)).items()}


def plain(value: Any) -> Any:  # noqa: ANN401 - any field's value
    """Give a value as documents have it: what has no order of its own is sorted."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value))
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def _mapping(text: Text, path: Path) -> dict[str, Any]:
    said = text.said
    for step in path:
        said = said[step]
    if said is None and not path:
        raise PolicySaysNothing
    if not isinstance(said, dict):
        raise PolicyValueWrong(**_at(text, path), wanted="a mapping of names to values", wanted_zh="键值映射")
    return said


def _refuse_quoted(text: Text, path: Path, said: object, number: object) -> None:
    """A number is written as a number: a text that reads like one is a mistake in the making."""
    if isinstance(said, str) and isinstance(number, Decimal):
        raise PolicyValueWrong(**_at(text, path), wanted="a number, written plainly", wanted_zh="不带引号的数字")
    if isinstance(said, dict):
        for name, value in said.items():
            _refuse_quoted(text, (*path, name), value, getattr(number, name, None))
    elif isinstance(said, list) and isinstance(number, tuple):
        for place, (one, meant) in enumerate(zip(said, number, strict=True)):
            _refuse_quoted(text, (*path, place), one, meant)


def _refusal(text: Text, part: str, wrong: ValidationError) -> PolicyKeyUnknown | PolicyValueWrong:
    """Name the first mistake in the order of the text."""
    errors = [(_path(text, (part, *error["loc"])), error) for error in wrong.errors(include_url=False)]
    path, error = min(errors, key=lambda one: text.places[one[0]])
    if error["type"] == "extra_forbidden":
        return PolicyKeyUnknown(**_at(text, path))
    en, zh = wanted(error)
    return PolicyValueWrong(**_at(text, path), wanted=en, wanted_zh=zh)


def _path(text: Text, loc: Path) -> Path:
    """The path in the text of what the schema names: it names kinds between, and values that are not there."""
    path: Path = ()
    for step in loc:
        if (*path, step) in text.places:
            path = (*path, step)
    return path


def _at(text: Text, path: Path) -> dict[str, Any]:
    return {**text.places[path]._asdict(), "path": dotted(path) or "policy"}
