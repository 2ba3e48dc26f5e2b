"""Who vouches for what a process appends: its signature is stored beside the facts, its key is nowhere near them."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

Column = Sequence[str | None]


class Columns(NamedTuple):
    """An append as a writer decides it, column by column; the log adds positions and its own time."""

    types: Sequence[str]
    versions: Sequence[int]
    datas: Sequence[str]
    tag_lists: Sequence[str]
    effective_ats: Sequence[int]
    actors: Column
    on_behalf_ofs: Column
    requests: Column
    reasons: Column
    causations: Column
    policy_versions: Column


class Writer(Protocol):
    """Signs appends, each once: what is sent again after a lost reply is the same."""

    @property
    def name(self) -> str:
        """Say whose signature it is."""

    def sign(self, columns: Columns) -> bytes:
        """Sign one append of at least one fact."""
