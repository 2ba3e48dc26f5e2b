"""The policy in force for a person, for the ways in: each value with the version that says so, on both clocks."""

import json
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec import json as written

from api.folding import fold, known
from ledger.log.log import Log
from ledger.models.career import Career
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.policy import DEFAULT_POLICY
from ledger.policy.document import PARTS
from ledger.policy.layers import COMPANY, Layer, spoken

NOWHERE = Layer()


class Value(Struct, frozen=True):
    """One value of a policy, and the version that states it."""

    path: str
    value: Any
    version: str


class PolicyInForce(Struct, frozen=True):
    """What holds for a person at a moment: the versions that speak, and each value with whose word it is."""

    employee: str
    at: datetime
    recorded_as_of: datetime | None
    branch: str | None
    position: str | None
    level: str | None
    version: str
    values: list[Value]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        return written.encode(self)


def in_force(log: Log, employee: str, at: datetime, recorded_as_of: datetime | None) -> PolicyInForce:
    """Say which policy holds for a person at a moment, as it was known at another: as a decision would have it."""
    book, career, tree = PolicyBook(), Career(employee), Branches()
    fold(log, book, career, tree, upto=log.head(), counts=known(recorded_as_of))
    place = career.at(at)
    layers: tuple[Layer, ...] = (COMPANY,)
    if place is not None:
        layers = spoken(tree.path(place.branch, at), place.position, place.level)
    policy = book.policy(layers, at)
    whose = {
        (part, name): version.name
        for version in book.in_force(layers, at)
        for part, fields in json.loads(version.document).items()
        for name in fields
    }
    return PolicyInForce(
        employee=employee,
        at=at,
        recorded_as_of=recorded_as_of,
        **(place or NOWHERE)._asdict(),
        version=policy.version,
        values=[
            Value(f"{part}.{name}", value, whose.get((part, name), DEFAULT_POLICY.version))
            for part in PARTS
            for name, value in getattr(policy, part).model_dump(mode="json").items()
        ],
    )
