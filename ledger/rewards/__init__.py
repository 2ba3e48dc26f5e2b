"""Kinds of reward, a file each; the file's name is the kind. All are read here, so that `KINDS` knows every one."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, SerializeAsAny, ValidationInfo, WithJsonSchema
from pydantic_core import to_json

from ledger.rewards.kind import KINDS, Kind

__all__ = ["KINDS", "Kind", "RewardKind", "Terms"]

for file in iter_modules(__path__):
    import_module(f"{__name__}.{file.name}")

if TYPE_CHECKING:
    RewardKind = str
else:
    RewardKind = Literal[tuple(KINDS)]


def _of_its_kind(said: object, info: ValidationInfo) -> object:
    """Read the terms as those of the kind that was named before them; a kind may have usual ones."""
    kind = KINDS.get(info.data.get("kind", ""))
    if kind is None or isinstance(said, kind):
        return said
    return kind.model_validate_json(to_json({} if said is None else said), strict=True)


# What one unit is, beside the kind it is of.
Terms = Annotated[
    SerializeAsAny[Kind],
    BeforeValidator(_of_its_kind),
    WithJsonSchema({"anyOf": [*(kind.model_json_schema() for kind in KINDS.values()), {"type": "null"}]}),
]
