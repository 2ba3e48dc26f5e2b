"""`merit rebuild` and `merit reconcile`: views are derived from the log, and can be derived again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from psycopg import Connection

from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.database import kept_url
from api.settings import load
from projections import bookmarks
from projections.connecting import connected
from projections.follow import catch_up
from projections.rebuild import rebuild as rebuilt
from projections.reconcile import Reconciled, WrongRow
from projections.reconcile import reconcile as compared
from projections.views import VIEWS, named

NAMES = ", ".join(view.NAME for view in VIEWS)
Name = Annotated[str, typer.Argument(help=f"A view: {NAMES}; or `all`.")]
Only = Annotated[list[str] | None, typer.Option("--view", help="Only this view. Repeatable.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("rebuild", epilog=examples("merit rebuild balances", "merit rebuild all"))(rebuild)
    app.command(
        "reconcile", epilog=examples("merit reconcile", "merit reconcile --view balances --json | jq .digests")
    )(reconcile)


def rebuild(name: Name) -> None:
    """Derive a view anew beside its live tables and swap it in; a rebuild that was killed goes on."""
    views = _asked([] if name == "all" else [name])
    with _up_to_date(views) as connection:
        for view in views:
            with waiting(f"Rebuilding {view}") as wait:
                position = rebuilt(connection, named(view), wait.reach)
            say(f"{view} is rebuilt, up to position {position:,}.")


def reconcile(view: Only = None, as_json: AsJson = False) -> None:  # noqa: FBT002 - a command line flag
    """Derive views again, compare every row, and name the first wrong one; exit 1 if there is one."""
    found: list[Reconciled] = []
    views = _asked(view or [])
    with _up_to_date(views) as connection:
        for name in views:
            with waiting(f"Reconciling {name}") as wait:
                found.append(compared(connection, named(name), wait.reach))
    if as_json:
        rows = [{**one._asdict(), "first": one.first._asdict() if one.first else None} for one in found]
        show_json({"views": rows, "digests": {one.view: one.digest for one in found}})
    else:
        show_table([one._asdict() for one in found], ["view", "position", "wrong", "digest"])
        for one in found:
            if one.first:
                say(f"{one.view}: {_sentence(one.first)}")
    if any(one.wrong for one in found):
        raise typer.Exit(REFUSED)


@contextmanager
def _up_to_date(names: list[str]) -> Iterator[Connection[Any]]:
    """Give a connection on which these views stand at the head, whether or not a follower runs."""
    with waiting("PostgreSQL") as wait:
        url = kept_url(load(), wait.say)
    with connected(url) as connection:
        with waiting("Catching up") as wait:
            head = bookmarks.head(connection)
            catch_up(connection, [named(name) for name in names], lambda step: wait.reach(step.until, head))
        yield connection


def _asked(names: list[str]) -> list[str]:
    known = [view.NAME for view in VIEWS]
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"there is no view {name}; there are {NAMES}")
    return names or known


def _sentence(wrong: WrongRow) -> str:
    which = ", ".join(f"{name} {value}" for name, value in wrong.key.items())
    match wrong.live, wrong.right:
        case None, _:
            return f"the row of {wrong.table} for {which} is missing."
        case _, None:
            return f"the row of {wrong.table} for {which} follows from no fact."
        case live, right:
            differing = {name for name in right or {} if (live or {}).get(name) != (right or {}).get(name)}
            said = ", ".join(
                f"{name} is {(live or {}).get(name)} and should be {(right or {}).get(name)}"
                for name in sorted(differing)
            )
            return f"in {wrong.table}, for {which}: {said}."
