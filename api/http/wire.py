"""How values are said on the wire, where pydantic would take more than the description promises."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from api.http.problems import FieldError, RequestInvalid

# RFC 3339. Bare digits would be taken for seconds or milliseconds since 1970, whichever fits.
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
WHOLE: Final = re.compile(r"-?[0-9]{1,19}")
BOOLEANS: Final = {"true": True, "false": False}


class Wire:
    """Which fields of a model are moments, whole numbers or booleans."""

    def __init__(self, model: type[BaseModel]) -> None:
        schema = model.model_json_schema()
        kinds = {name: _kind(one) for name, one in schema.get("properties", {}).items()}
        self._moments = frozenset(name for name, kind in kinds.items() if kind == "date-time")
        self._whole = frozenset(name for name, kind in kinds.items() if kind == "integer")
        self._booleans = frozenset(name for name, kind in kinds.items() if kind == "boolean")

    def refuse_loose_moments(self, said: Mapping[str, Any]) -> None:
        """A moment is said with its date, its time and its zone."""
        wrong = [name for name in self._moments if isinstance(said.get(name), str) and not MOMENT.fullmatch(said[name])]
        if wrong:
            errors = [
                FieldError((name,), "a moment is said like 2026-03-02T09:00:00+08:00", "MOMENT") for name in wrong
            ]
            raise RequestInvalid(errors=errors)

    def from_texts(self, said: Mapping[str, str]) -> dict[str, Any]:
        """Read parameters as the JSON values they stand for; what cannot be read stays text, to be refused."""
        self.refuse_loose_moments(said)
        return {name: self._value(name, text) for name, text in said.items()}

    def _value(self, name: str, text: str) -> str | int | bool:
        if name in self._whole and WHOLE.fullmatch(text):
            return int(text)
        if name in self._booleans:
            return BOOLEANS.get(text, text)
        return text


def _kind(schema: Mapping[str, Any]) -> str | None:
    for one in (schema, *schema.get("anyOf", ())):
        if kind := one.get("format") or (one.get("type") if one.get("type") != "null" else None):
            return str(kind)
    return None
