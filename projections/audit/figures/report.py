"""A statement with its facts, in one file: figures that anybody can derive again.

The file is a JSON object. `employee`, `as_of` and `recorded_as_of` say whose figures and as of when by either clock,
`balance` holds the figures, `checkpoint` the sealed log that they are derived from. Each of the `facts` has the text of
its `leaf`, its `data`, and the `hashes` that lead to the checkpoint's root.
"""

import json
from typing import NamedTuple

from projections.audit.figures.data import members, text
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.shown_fact import ShownFact, parse_shown_fact
from projections.audit.tlog.strict import hash_from_base64, to_base64, utf8
from projections.audit.tlog.tlog_proof import HASHES_MAX

FILE_MAX = 256 * 1024 * 1024  # bytes


class Proven(NamedTuple):
    """A fact and its way to the root."""

    fact: ShownFact
    hashes: tuple[bytes, ...]


class Report(NamedTuple):
    """A statement."""

    employee: str
    as_of: str | None
    recorded_as_of: str | None
    balance: dict[str, str | int]
    checkpoint: bytes
    facts: tuple[Proven, ...]

    @property
    def tag(self) -> str:
        """What every fact of the account carries."""
        return f"employee:{self.employee}"

    def covers(self, leaf: Leaf) -> bool:
        """Say whether a fact had happened, and was known, by the moments of the statement."""
        happened = self.as_of is None or leaf.effective_at <= self.as_of
        return happened and (self.recorded_as_of is None or leaf.recorded_at <= self.recorded_as_of)

    def __bytes__(self) -> bytes:
        found = {**self._asdict(), "checkpoint": self.checkpoint.decode(), "facts": [*map(_written, self.facts)]}
        return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def parse_report(content: bytes) -> Report:
    """Read the file without believing it."""
    try:
        found = members(content.decode())
    except UnicodeDecodeError:
        raise Invalid("this is not UTF-8") from None
    facts, balance = found.get("facts"), found.get("balance")
    if set(found) != set(Report._fields) or not isinstance(facts, list) or not isinstance(balance, dict):
        raise Invalid("this is no statement with its facts")
    clocks = ("as_of", "recorded_as_of")
    as_of, recorded_as_of = (None if found[name] is None else text(found, name) for name in clocks)
    note = utf8(text(found, "checkpoint"))
    return Report(text(found, "employee"), as_of, recorded_as_of, balance, note, tuple(map(_read, facts)))


def _written(proven: Proven) -> dict[str, object]:
    line, _, data = bytes(proven.fact).decode().partition("\n")
    return {"leaf": line, "data": data, "hashes": [to_base64(each) for each in proven.hashes]}


def _read(found: object) -> Proven:
    if not isinstance(found, dict) or set(found) != {"leaf", "data", "hashes"}:
        raise Invalid("a fact has a leaf, data and hashes")
    hashes = found["hashes"]
    if not isinstance(hashes, list) or len(hashes) > HASHES_MAX:
        raise Invalid(f"a fact has up to {HASHES_MAX} hashes")
    fact = parse_shown_fact(utf8(f"{text(found, 'leaf')}\n{text(found, 'data')}"))
    return Proven(fact, tuple(hash_from_base64(each) if isinstance(each, str) else b"" for each in hashes))
