"""JSON that can be written in one way only."""

import json
from typing import Any

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.strict import utf8


def write(value: object) -> bytes:
    """Write one line: members sorted, no spaces, text as it is."""
    return utf8(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)) + b"\n"


def read(content: bytes) -> dict[str, Any]:
    """Read an object that `write` wrote."""
    try:
        value = json.loads(content)
        if isinstance(value, dict) and write(value) == content:
            return value
    except (ValueError, RecursionError):
        pass
    raise Invalid("this is not a JSON object as it must be written")


def check_shape(members: dict[str, Any], shape: dict[str, tuple[type, ...]]) -> None:
    """See that an object has these members, each of one of these types, and no others."""
    if members.keys() != shape.keys() or any(type(members[name]) not in kinds for name, kinds in shape.items()):
        raise Invalid(f"an object has the members {', '.join(shape)} and no others")
