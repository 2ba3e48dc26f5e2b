"""Decoding one JSON object strictly: no repeated key, no float, no unstorable character, no deep nesting."""

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from api.imports import reasons_of_statements as reasons
from api.imports.reasons import CHARACTERS, Refused

DEEPEST = 64
BYTES_CAP = 64 * 1024

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder().encode
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000").search

_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]").search


def json_object(raw: bytes) -> dict[str, Any]:
    """Decode one object, or refuse it with the reason."""
    if len(raw) > BYTES_CAP:
        raise Refused(reasons.STATEMENT_TOO_LARGE)
    value = _decoded(raw)
    if type(value) is not dict:
        raise Refused(reasons.NOT_AN_OBJECT)
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _deeper(value, DEEPEST):
        raise Refused(reasons.TOO_DEEP)
    if b"\\" in raw and b"\\u00" in raw:
        if _ESCAPED_NUL(raw):
            raise Refused(CHARACTERS)
        json.loads(raw, object_pairs_hook=_unique, parse_int=str, parse_float=str)
    # A repeated key is dropped together with the colon behind it. Every other colon stands in a string and
    # survives (those written \u003a went the slow way above), so equal counts prove that nothing was dropped;
    # this costs a third of watching every object being built.
    elif _encode(value).count(b":") != raw.count(b":"):
        raise Refused(reasons.KEY_REPEATED)
    return value


def _decoded(raw: bytes) -> object:
    try:
        return _decode(raw)
    except RecursionError as error:
        raise Refused(reasons.TOO_DEEP) from error
    except UnicodeDecodeError as error:
        raise Refused(CHARACTERS) from error
    except (msgspec.DecodeError, ArithmeticError, ValueError) as error:
        raise Refused(CHARACTERS if _lone_surrogate(raw) else reasons.JSON_BROKEN) from error


def _lone_surrogate(raw: bytes) -> bool:
    """Tell whether half a character is all that is wrong: valid JSON may hold it, text may not."""
    try:
        return _ESCAPED_SURROGATE(raw) is not None and bool(json.loads(raw, parse_int=str, parse_float=str))
    except (ValueError, RecursionError):
        return False


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused(reasons.KEY_REPEATED)
    return found


def _deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(part, levels - 1) for part in inner)
