"""The layers of a policy: what the company says, then each branch from the root down, then a position, then a level."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from ledger.policy.whole import Policy

# What a document states, by part and field.
Stated = dict[str, dict[str, Any]]
SEPARATOR = "+"


class Layer(NamedTuple):
    """For whom a document speaks; for nobody in particular, it is the company's."""

    branch: str | None = None
    position: str | None = None
    level: str | None = None

    @property
    def name(self) -> str:
        """What its versions are called after."""
        if self.branch is not None:
            return self.branch
        return "company" if self.position is None else ":".join(filter(None, (self.position, self.level)))


COMPANY = Layer()


class Version(NamedTuple):
    """One document of one layer. Once published it never changes, but it may be retired."""

    name: str
    layer: Layer
    document: str
    drafter: str
    publisher: str | None = None
    begins_at: datetime | None = None
    # From then on it is no longer in force.
    ends_at: datetime | None = None
    withdrawn: bool = False

    @property
    def state(self) -> str:
        """How far it has come; a version whose last day is fixed is retired already."""
        if self.withdrawn:
            return "withdrawn"
        if self.begins_at is None:
            return "draft"
        return "published" if self.ends_at is None else "retired"

    @property
    def begins(self) -> bool:
        """Whether it is ever in force: what is retired before its first day never is."""
        return self.begins_at is not None and (self.ends_at is None or self.begins_at < self.ends_at)


def spoken(branches: Sequence[str], position: str | None, level: str | None) -> tuple[Layer, ...]:
    """Name the layers that speak for a person, the weakest first."""
    layers = [COMPANY, *(Layer(branch=branch) for branch in branches)]
    if position is not None:
        layers.append(Layer(position=position))
        if level is not None:
            layers.append(Layer(position=position, level=level))
    return tuple(layers)


def in_force(published: Iterable[Version], at: datetime) -> Version | None:
    """Of a layer's versions in the order of publication: the last published that has begun, unless it has ended."""
    begun = [one for one in published if one.begins and one.begins_at is not None and one.begins_at <= at]
    last = begun[-1] if begun else None
    return None if last is None or (last.ends_at is not None and last.ends_at <= at) else last


def overlay(lower: Stated, upper: Mapping[str, Mapping[str, Any]]) -> Stated:
    """Lay one document over another, field by field: a list, or a value of several fields, is one field."""
    return {**lower, **{part: {**lower.get(part, {}), **fields} for part, fields in upper.items()}}


def merged(base: Policy, versions: Sequence[Version]) -> Policy:
    """Lay the versions over a policy in this order; with none of them it is that policy."""
    if not versions:
        return base
    # The company's own version takes the place of the default's.
    names = ([] if versions[0].layer == COMPANY else [base.version]) + [one.name for one in versions]
    return _merged(base, SEPARATOR.join(names), tuple([one.document for one in versions]))


@lru_cache(maxsize=1024)
def _merged(base: Policy, name: str, documents: tuple[str, ...]) -> Policy:
    stated: Stated = {}
    for document in documents:
        stated = overlay(stated, json.loads(document))
    parts = {
        part: type(getattr(base, part)).model_validate_json(
            json.dumps({**getattr(base, part).model_dump(mode="json"), **fields})
        )
        for part, fields in stated.items()
    }
    return base.model_copy(update={**parts, "version": name})
