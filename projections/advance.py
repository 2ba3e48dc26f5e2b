"""One step of a view along the log: a batch of facts, or a hand of derived rows, in one transaction."""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Connection, DatabaseError, OperationalError
from psycopg.errors import ProgramLimitExceeded

from projections import bookmarks
from projections.batch import NONE, Batch, load
from projections.view import Place, Step, View, derived_by, schema_of, types_of, waits

BATCH = 20_000  # facts; more is hardly faster and takes longer to become visible


class Advance(NamedTuple):
    """What a step did: the positions it covers, the views that took it and those that could not."""

    after: int
    until: int
    facts: int
    taken: tuple[str, ...]
    failed: tuple[str, ...]


def advance(
    connection: Connection,
    views: Sequence[View],
    *,
    place: Place = "live",
    limit: int = BATCH,
    until: int | None = None,
) -> Advance | None:
    """Carry views that stand at one position up to `limit` positions further, not past `until`; there, derive a hand.

    Nothing to do, or another follower has moved or replaced one of them meanwhile: None. A view that fails is put
    back to where it stood; if a single fact is in its way, it is parked there.
    """
    with connection.transaction():
        held = bookmarks.lock(connection, views, place)
        positions = {bookmark.position for bookmark in held}
        versions = {(bookmark.view, bookmark.version) for bookmark in held}
        if len(positions) != 1 or versions != {(view.NAME, view.VERSION) for view in views}:
            return None
        after = positions.pop()
        goal = bookmarks.head(connection) if until is None else until
        end = max(after, min(after + limit, goal))
        if end == after and not any(waits(connection, view, place) for view in views):
            return None
        types = sorted(set().union(*map(types_of, views)))
        batch = load(connection, types, after, end) if end > after else NONE._replace(until=after)
        unreadable, end = batch.unreadable, batch.until
        failures: dict[str, str] = {}
        if unreadable and end == after:
            # The next fact is the unreadable one: it stops the views that want it, and only those.
            end = unreadable.position
            failures = {view.NAME: unreadable.error for view in views if unreadable.type in types_of(view)}
        for view in views:
            if view.NAME not in failures and (error := _apply(connection, view, place, batch, derive=end >= goal)):
                failures[view.NAME] = error
        taken = [view.NAME for view in views if view.NAME not in failures]
        if taken:
            bookmarks.move(connection, taken, place, end)
        if end <= after + 1:
            for name, error in failures.items():
                bookmarks.park(connection, name, place, end, error)
    return Advance(after, end, batch.facts, tuple(taken), tuple(failures))


def _apply(connection: Connection, view: View, place: Place, batch: Batch, *, derive: bool) -> str | None:
    """Run the steps that have facts in the batch, and derive a hand of rows; why not, if one fails."""
    steps = [step.sql() for step in view.APPLY if isinstance(step, Step) and not batch.types.isdisjoint(step.names)]
    hands = derived_by(view) if derive else []
    if not steps and not hands:
        return None
    path = f"set local search_path to {schema_of(view, place)}"
    try:
        with connection.transaction():
            # One message for all of a view's statements: a small batch is mostly round trips.
            connection.execute(";\n".join([path, *steps]).encode(), prepare=False)
            for hand in hands:
                hand.take_a_hand(connection)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    except DatabaseError as error:
        # A lost connection or a full disk says nothing about the fact; the whole batch is tried again. A limit of
        # PostgreSQL itself, such as a key too long for an index, is met again at every attempt.
        if connection.broken or (isinstance(error, OperationalError) and not isinstance(error, ProgramLimitExceeded)):
            raise
        return f"{type(error).__name__}: {error}"
    return None
