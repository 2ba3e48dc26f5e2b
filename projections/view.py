"""What a view is: a module that says its tables, how facts change them, and the questions it answers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from ledger.events import Event

Place = str  # live | next (a rebuild) | check (a reconciliation)


class Step(NamedTuple):
    """One set-wise statement over `facts`, the batch's facts of these types, in commit order of `position`."""

    types: tuple[type[Event], ...]
    statement: str

    @property
    def names(self) -> tuple[str, ...]:
        """The stored type names of the facts that this step reads."""
        return tuple(fact.__name__ for fact in self.types)

    def sql(self) -> str:
        """The statement with `facts` in front of it; the types are said once, beside it."""
        names = ", ".join(f"'{name}'" for name in self.names)
        facts = f"with facts as (select * from batch where type in ({names}))"  # noqa: S608 - class names
        statement = self.statement.strip()
        # A statement may bring its own `with`; a list of them has that word once.
        return facts + (statement.replace("with", ",", 1) if statement.startswith("with ") else f" {statement}")


class View(Protocol):
    """The names a view's module must define.

    SCHEMA and APPLY name their tables without a schema, so that the same SQL fills the live tables, a
    rebuild beside them, or a reconciliation. Two rules keep a view independent of how facts are cut into
    batches: every column is changed by one step only, and a step's result follows from facts in order of
    position, never from the batch they came in.
    """

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """What the view is called; its live tables are in the schema `view_<NAME>`."""

    @property
    def VERSION(self) -> int:  # noqa: N802
        """Raised whenever SCHEMA or APPLY changes: the follower then rebuilds the view."""

    @property
    def SCHEMA(self) -> str:  # noqa: N802
        """The tables."""

    @property
    def APPLY(self) -> Sequence[Step]:  # noqa: N802
        """How facts change the tables, in this order."""

    @property
    def KEY(self) -> Mapping[str, tuple[str, ...]]:  # noqa: N802
        """Each table with its primary key, in the order of digests."""


def schema_of(view: View, place: Place) -> str:
    """The PostgreSQL schema that holds a view's tables."""
    return f"view_{view.NAME}" if place == "live" else f"view_{view.NAME}_{place}"


def types_of(view: View) -> frozenset[str]:
    """The stored type names of the facts that a view reads."""
    return frozenset(name for step in view.APPLY for name in step.names)
