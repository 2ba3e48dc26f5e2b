"""The shape of an answer's rows, for the interface's description."""

from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from msgspec import Struct
from pydantic import BaseModel, create_model


@cache
def row_model(row: type[Any]) -> type[BaseModel]:
    """Describe a row by its names and types; rows within it too."""
    hints = {name: (_described(hint), ...) for name, hint in get_type_hints(row).items()}
    return create_model(f"{row.__name__}Row", **hints)  # type: ignore[call-overload, no-any-return] # names are known at run time


def _described(hint: Any) -> Any:  # noqa: ANN401 - any type that a row may have
    if isinstance(hint, type) and (hasattr(hint, "_fields") or issubclass(hint, Struct)):
        return row_model(hint)
    if isinstance(hint, UnionType):
        return reduce(or_, map(_described, get_args(hint)))
    if get_origin(hint) is list:
        return list.__class_getitem__(_described(*get_args(hint)))
    return hint
