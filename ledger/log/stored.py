"""Facts to stored bytes and back."""

from pydantic_core import from_json

from ledger.events.fact import REGISTRY, Event
from ledger.events.upcasts import upcast
from ledger.log.log import Entry, Fact


def encode(event: Event, owner: int) -> Entry:
    """Write a fact down for the request with number `owner` in its batch."""
    kind = type(event)
    data = event.__pydantic_serializer__.to_json(event).decode()
    return Entry(kind.__name__, kind.schema_version, data, event.tags, event.effective_at, owner)


def decode(fact: Fact) -> Event:
    """Read a stored fact in today's shape."""
    kind = REGISTRY[fact.type]
    shape = from_json(fact.data)
    older = fact.version != kind.schema_version
    if older:
        shape = upcast(fact.type, fact.version, shape, to=kind.schema_version)
    shape["effective_at"] = fact.effective_at
    event = kind.model_validate(shape)
    if older:
        event.__dict__["_carried"] = True
    return event


def carried(event: Event) -> bool:
    """Whether a fact was stored in an older shape than it is read in."""
    return "_carried" in event.__dict__
