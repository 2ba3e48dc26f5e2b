"""The bytes of a request, within limits, as JSON that means one thing only."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from starlette.requests import ClientDisconnect, Request

from api.http.problems import (
    BodyTooLarge,
    FieldError,
    JsonInvalid,
    JsonKeyRepeated,
    JsonNumberInvalid,
    JsonTooDeep,
    MediaTypeUnsupported,
    RequestInvalid,
    RequestTooSlow,
    field_errors,
)

Shape = TypeVar("Shape")

DEPTH_MAX = 32
DIGITS_MAX = 400
BODY_SECONDS = 15.0

_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKETS: Final = re.compile(rb"[^\[\]{}]+")
# What is left unread of a refused body would be taken for the next request.
_CLOSE: Final = {"Connection": "close"}


async def read(request: Request, limit: int) -> bytes:
    """Read the whole body; neither its size nor its slowness is up to the caller."""
    length = request.headers.get("content-length")
    if length is not None and (not re.fullmatch(r"[0-9]{1,12}", length) or int(length) > limit):
        raise BodyTooLarge(limit=limit, headers=_CLOSE)
    message = await request.receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        whole: bytes = message.get("body", b"")
    else:
        whole = await _rest(request, message, limit)
    if len(whole) > limit:
        raise BodyTooLarge(limit=limit, headers=_CLOSE)
    return whole


async def _rest(request: Request, message: Any, limit: int) -> bytes:  # noqa: ANN401 - ASGI's own message
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > limit:
                    raise BodyTooLarge(limit=limit, headers=_CLOSE)
                if not message.get("more_body", False):
                    return b"".join(pieces)
                message = await request.receive()
    except TimeoutError:
        raise RequestTooSlow(headers=_CLOSE) from None


def is_json(content_type: str | None) -> bool:
    """Take `application/json`, with no charset or UTF-8."""
    if content_type == "application/json":
        return True
    kind, _, parameters = (content_type or "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    return kind.strip().lower() == "application/json" and charset in {"", "charset=utf-8"}


def unambiguous(request: Request, body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """See that a body has one meaning (no repeated keys, no NaN, no abyss); give its shape, numbers left out."""
    if not is_json(request.headers.get("content-type")):
        raise MediaTypeUnsupported
    if body.count(b"[") + body.count(b"{") > DEPTH_MAX:
        _bound_depth(body)
    try:
        # Without a byte order mark and in UTF-8, as RFC 8259 has it; json would guess UTF-16 and UTF-32.
        return _DECODER.decode(body.decode())
    except RecursionError:
        raise JsonTooDeep(limit=DEPTH_MAX) from None
    except ValueError:
        raise JsonInvalid from None


def with_ids(ids: Mapping[str, str], body: bytes, said: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Put the ids of the address into a body, whose shape `said` is, so that one validation sees the whole."""
    if not ids or not isinstance(said, dict):
        return body or b"{}"
    if twice := [name for name in ids if name in said]:
        errors = [FieldError((name,), "The address says this already.", "SAID_TWICE") for name in twice]
        raise RequestInvalid(errors=errors)
    rest = body.strip()[1:] if said else b"}"
    return to_json(ids)[:-1] + (b"," if said else b"") + rest


def validated(shape: TypeAdapter[Shape], body: bytes) -> Shape:
    """Validate strictly: "5" is no number and 1700000000 is no moment."""
    try:
        return shape.validate_json(body, strict=True)
    except ValidationError as wrong:
        raise RequestInvalid(errors=field_errors(found(wrong))) from None


def found(wrong: ValidationError) -> list[Any]:
    """List what pydantic found, without repeating the input."""
    return list(wrong.errors(include_url=False, include_context=False, include_input=False))


def _bound_depth(body: bytes) -> None:
    depth = 0
    for bracket in _NOT_BRACKETS.sub(b"", _STRINGS.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEPTH_MAX:
            raise JsonTooDeep(limit=DEPTH_MAX)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonKeyRepeated
    return members


def _no_number(_: str) -> NoReturn:
    raise JsonNumberInvalid


def _number(digits: str) -> None:
    # Only looked at: turning thousands of digits into a number takes quadratic time.
    if len(digits) > DIGITS_MAX:
        raise JsonNumberInvalid


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_number, parse_int=_number, parse_float=_number
)
