"""A leaf, read back: whatever `leaf.encode` does not write is refused."""

import json
import re
from datetime import datetime
from typing import Any

from projections.audit.tlog.bundles import ENTRY_MAX
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import FORMAT, Leaf, encode, moment_text
from projections.audit.tlog.strict import from_base64

POSITION_MAX = 2**53 - 1  # what every JSON reader counts exactly
VERSION_MAX = 2**15 - 1
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OPTIONAL = {"causation", "on_behalf_of", "policy_version", "reason", "signature", "writer"}
_TEXTS = set(Leaf._fields) - {"leaf", "position", "tags", "version"}


def decode(content: bytes) -> Leaf:
    """Read a leaf; only what `encode` writes is taken."""
    if len(content) > ENTRY_MAX:
        raise Invalid(f"a leaf is longer than {ENTRY_MAX} bytes")
    try:
        members: Any = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise Invalid("a leaf is JSON") from None
    if not isinstance(members, dict):
        raise Invalid("a leaf is a JSON object")
    leaf = _checked(Leaf._make(map(members.get, Leaf._fields)))
    if encode(leaf) != content:
        raise Invalid("a leaf can be written in one way only")
    return leaf


def _checked(leaf: Leaf) -> Leaf:
    """Give back what came out of JSON if it is what a leaf's fields say."""
    for name, value in zip(Leaf._fields, leaf, strict=True):
        if name in _TEXTS and not (isinstance(value, str) or (value is None and name in _OPTIONAL)):
            raise Invalid(f"a leaf's {name} is a text")
    for number, least, most in (
        (leaf.leaf, FORMAT, FORMAT),
        (leaf.position, 1, POSITION_MAX),
        (leaf.version, -VERSION_MAX - 1, VERSION_MAX),
    ):
        if type(number) is not int or not least <= number <= most:
            raise Invalid("a leaf's number is missing or out of range")
    if not isinstance(leaf.tags, list) or not all(isinstance(tag, str) for tag in leaf.tags):
        raise Invalid("a leaf's tags are texts")
    if not _SHA256.fullmatch(leaf.data_sha256) or (leaf.writer is None) != (leaf.signature is None):
        raise Invalid("a leaf's digest or signature is incomplete")
    from_base64(leaf.signature or "")
    for moment in (leaf.effective_at, leaf.recorded_at):
        _check_moment(moment)
    return leaf._replace(tags=tuple(leaf.tags))


def _check_moment(text: str) -> None:
    try:
        written = text.endswith("Z") and moment_text(datetime.fromisoformat(text))
    except ValueError:
        written = None
    if written != text:
        raise Invalid("a leaf's time is UTC with microseconds")
