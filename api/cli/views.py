"""`merit rebuild`: views are derived from the log, and can be derived again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from psycopg import Connection

from api.cli.exits import examples
from api.cli.showing import say, waiting
from api.database import kept_url
from api.settings import load
from projections import bookmarks
from projections.connecting import connected
from projections.follow import catch_up
from projections.rebuild import rebuild as rebuilt
from projections.views import VIEWS, named

NAMES = ", ".join(view.NAME for view in VIEWS)
Name = Annotated[str, typer.Argument(help=f"A view: {NAMES}; or `all`.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("rebuild", epilog=examples("merit rebuild balances", "merit rebuild all"))(rebuild)


def rebuild(name: Name) -> None:
    """Derive a view anew beside its live tables and swap it in; a rebuild that was killed goes on."""
    views = asked([] if name == "all" else [name])
    with up_to_date(views) as connection:
        for view in views:
            with waiting(f"Rebuilding {view}") as wait:
                position = rebuilt(connection, named(view), wait.reach)
            say(f"{view} is rebuilt, up to position {position:,}.")


@contextmanager
def up_to_date(names: list[str]) -> Iterator[Connection[Any]]:
    """Give a connection on which these views stand at the head, whether or not a follower runs."""
    with waiting("PostgreSQL") as wait:
        url = kept_url(load(), wait.say)
    with connected(url) as connection:
        with waiting("Catching up") as wait:
            head = bookmarks.head(connection)
            catch_up(connection, [named(name) for name in names], lambda step: wait.reach(step.until, head))
        yield connection


def asked(names: list[str]) -> list[str]:
    """Give these views' names, or everybody's."""
    known = [view.NAME for view in VIEWS]
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"there is no view {name}; there are {NAMES}")
    return names or known
