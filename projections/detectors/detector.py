"""What a detector is: a view that also words its findings."""

from collections.abc import Mapping
from typing import Protocol

from projections.view import View


class Detector(View, Protocol):
    """A view with flags; the SQL view `flags` of its schema has the columns of `projections.flags.Flag`."""

    @property
    def SENTENCE(self) -> Mapping[str, str]:  # noqa: N802 - a module's constant
        """Why, by language (zh, en), with the params of a flag in braces."""


def flag_id(rule: str, version: int, *columns: str) -> str:
    """SQL for a flag's id: the same finding has the same id in every replay, and no id can hold a blank."""
    words = ", ".join((f"'{rule}'", f"'{version}'", *columns))
    return f"left(encode(sha256(convert_to(concat_ws(' ', {words}), 'UTF8')), 'hex'), 32)"
