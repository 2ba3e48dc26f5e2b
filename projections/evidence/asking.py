"""What was asked, by whom and why; and how making a package can end without one."""

from datetime import datetime
from typing import NamedTuple

from projections.audit.tlog.leaf import moment_text
from projections.audit.verifier.scope import Scope


class Ask(NamedTuple):
    """Someone's question, with what the package says of its making."""

    scope: Scope
    preparer: str
    purpose: str
    prepared_at: datetime
    version: str


class NothingFound(Exception):  # noqa: N818 - an answer, not a bug
    """No fact answers the question."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class TooMuch(Exception):  # noqa: N818 - an answer, not a bug
    """The package would be larger than a verifier reads."""


def scope_of(tag: str | None, since: datetime | None, until: datetime | None) -> Scope:
    """Put a question into the words of leaves."""
    return Scope(moment_text(since) if since else None, tag, moment_text(until) if until else None)
