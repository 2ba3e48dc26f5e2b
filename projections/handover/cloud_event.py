"""A fact as other systems see it: a CloudEvent (1.0, structured JSON) whose data is exactly what was stored."""

from collections.abc import Iterable
from typing import Final

from pydantic_core import to_json

from ledger.log.log import Fact
from projections.audit.tlog.leaf import encode, leaf_of, moment_text
from projections.audit.tlog.merkle import leaf_hash

ONE: Final = "application/cloudevents+json"
MANY: Final = "application/cloudevents-batch+json"
TYPE: Final = "merit."
SHOWN = 32  # hex digits of a leaf's hash: none of two facts share them


def source_of(first: Fact) -> str:
    """Name a log by the leaf of its first fact, which no other log has, and which a restored one keeps."""
    return f"urn:merit:log:{_leaf(first)}"


def id_of(fact: Fact) -> str:
    """Name a fact for ever, by its position and its leaf: one put in its place after a restore is another."""
    return f"{fact.position}-{_leaf(fact)}"


def subject_of(tags: Iterable[str]) -> str:
    """Say whose fact it is: those of one subject are handed over in their order."""
    tags = list(tags)
    return next((tag for tag in tags if tag.startswith("employee:")), tags[0] if tags else "log:")


def write(fact: Fact, source: str) -> bytes:
    """Write the event. A position outgrows the 32 bits of CloudEvents' integers, so it is text."""
    context = {
        "specversion": "1.0",
        "id": id_of(fact),
        "source": source,
        "type": TYPE + fact.type,
        "subject": subject_of(fact.tags),
        "time": moment_text(fact.effective_at),
        "datacontenttype": "application/json",
        "position": str(fact.position),
        "recordedat": moment_text(fact.recorded_at),
        "schemaversion": str(fact.version),
    }
    return to_json(context)[:-1] + b',"data":' + fact.data.encode() + b"}"


def _leaf(fact: Fact) -> str:
    return leaf_hash(encode(leaf_of(*fact))).hex()[:SHOWN]
