"""A package's facts, a line each: every stored column, with the data as it is stored."""

from collections.abc import Iterable
from itertools import pairwise

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import data_digest
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.verifier.one_way import read, write


def write_facts(facts: Iterable[ShownFact]) -> bytes:
    """Write facts in the order of the log."""
    return b"".join(map(_line, facts))


def read_facts(content: bytes) -> list[ShownFact]:
    """Read facts; only what `write_facts` writes is taken."""
    facts = [_fact(line) for line in content.splitlines(keepends=True)]
    if not facts or any(one.leaf.position >= other.leaf.position for one, other in pairwise(facts)):
        raise Invalid("a package has facts, in the order of the log")
    return facts


def _line(fact: ShownFact) -> bytes:
    columns = {name: value for name, value in fact.leaf._asdict().items() if value is not None}
    del columns["data_sha256"]
    return write({**columns, "data": fact.data})


def _fact(line: bytes) -> ShownFact:
    columns = read(line)
    data = columns.pop("data", None)
    if not isinstance(data, str):
        raise Invalid("a fact comes with its data")
    leaf = decode(write({**columns, "data_sha256": data_digest(data)}).rstrip(b"\n"))
    return ShownFact(leaf, data)
