"""A fact's data as numbers and names; whatever it is not raises `Invalid`."""

import json
import re
from decimal import Decimal
from typing import Any

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.shown_fact import ShownFact

VERSIONS = (1, 2, 3, 4)  # the shapes that facts with figures have had; what a figure is made of reads the same in each
_CREDITS = re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{2}")
_MOST = 2**63 - 1


def members(data: str) -> dict[str, Any]:
    """Read a JSON object."""
    try:
        found = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("this is no JSON object")
    return found


def data_of(fact: ShownFact) -> dict[str, Any]:
    """Read the data of a fact that is handed over."""
    return members(fact.data or "")


def text(found: dict[str, Any], name: str) -> str:
    """Give a text."""
    if not isinstance(value := found.get(name), str):
        raise Invalid(f"{name} is a text")
    return value


def whole(found: dict[str, Any], name: str) -> int:
    """Give a whole number, positive or not."""
    if type(value := found.get(name)) is not int or abs(value) > _MOST:
        raise Invalid(f"{name} is a whole number")
    return value


def credits_(found: dict[str, Any], name: str) -> Decimal:
    """Give credits, written with two places."""
    if not _CREDITS.fullmatch(value := text(found, name)):
        raise Invalid(f"{name} has two places")
    return Decimal(value)


def canonical(found: dict[str, Any]) -> bytes:
    """Write an object of texts and whole numbers in one way only (RFC 8785)."""
    try:
        return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (UnicodeEncodeError, RecursionError):
        raise Invalid("this cannot be written") from None


def _no_number(_: str) -> None:
    raise ValueError
