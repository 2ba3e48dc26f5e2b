"""What a view is: a module that says its tables, how facts change them, and the questions it answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from psycopg import Connection, sql

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


class Derived(NamedTuple):
    """Rows that Python derives from others of the view, for the keys that its steps have put into the table `waiting`.

    A hand at a time, and only when no facts are left to take: whatever a rebuild finds on its way is derived once.
    A key waits until its rows are what the facts lead to, so the view is finished when nothing waits.
    """

    waiting: str
    # Takes keys that wait, derives their rows, and lets them wait no longer.
    take_a_hand: Callable[[Connection], None]


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
    def VERSION(self) -> int:  # noqa: N802 - as above
        """Raised whenever SCHEMA or APPLY changes: the follower then rebuilds the view."""

    @property
    def SCHEMA(self) -> str:  # noqa: N802 - as above
        """The tables."""

    @property
    def APPLY(self) -> Sequence[Step | Derived]:  # noqa: N802 - as above
        """How facts change the tables, in this order."""

    @property
    def KEY(self) -> Mapping[str, tuple[str, ...]]:  # noqa: N802 - as above
        """Each table with its primary key, in the order of digests."""


def schema_of(view: View, place: Place) -> str:
    """The PostgreSQL schema that holds a view's tables."""
    return f"view_{view.NAME}" if place == "live" else f"view_{view.NAME}_{place}"


def types_of(view: View) -> frozenset[str]:
    """The stored type names of the facts that a view reads."""
    return frozenset(name for step in view.APPLY if isinstance(step, Step) for name in step.names)


def derived_by(view: View) -> list[Derived]:
    """What of a view Python derives."""
    return [step for step in view.APPLY if isinstance(step, Derived)]


def waits(connection: Connection, view: View, place: Place = "live") -> bool:
    """Whether rows of a view are still to be derived."""
    tables = [sql.Identifier(schema_of(view, place), step.waiting) for step in derived_by(view)]
    exists = (sql.SQL("exists (select from {})").format(table) for table in tables)
    return bool(tables) and connection.execute(
        sql.SQL("select {}").format(sql.SQL(" or ").join(exists))
    ).fetchone() == (True,)
