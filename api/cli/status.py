"""`merit status`: is all well, at a glance."""

import psycopg
import typer

from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table
from api.database import ready_url, server_of
from api.settings import load
from ledger.log.migrate import expected
from projections import bookmarks, reconciliations
from projections.views import VIEWS

HEADINGS = ["view", "version", "position", "behind", "status", "failed_position"]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("status", epilog=examples("merit status", "merit status --json"))(status)


def status(as_json: AsJson = False) -> None:  # noqa: FBT002 - a command line flag
    """Say how long the log is and how far each view follows; exit 1 if a view is stuck, missing or wrong."""
    settings = load()
    with psycopg.connect(ready_url(settings), autocommit=True) as connection:
        head = bookmarks.head(connection)
        views = [row._asdict() for row in bookmarks.status(connection) if row.place == "live"]
        reconciled = [row._asdict() for row in reconciliations.every(connection)]
        version = connection.info.server_version
    server = server_of(settings).status() if settings.embedded else "external"
    postgresql = f"{version // 10_000}.{version % 10_000}"
    missing = sorted({view.NAME for view in VIEWS} - {view["view"] for view in views})
    wrong = [row for row in reconciled if row["wrong"]]
    if as_json:
        database = {"server": server, "postgresql": postgresql, "migrated_to": expected()}
        show_json({"database": database, "head": head, "views": views, "missing": missing, "reconciled": reconciled})
    else:
        say(f"PostgreSQL {postgresql}, {server}, migrated to {expected()}; {head:,} facts")
        show_table(views, HEADINGS)
        for view in missing:
            say(f"{view} is not there yet: a follower makes it (`merit follow`).")
        for row in wrong:
            say(f"{row['first']} ({row['wrong']} wrong, found {row['reconciled_at']:%Y-%m-%d %H:%M} UTC)")
    if missing or wrong or any(view["status"] != "following" for view in views):
        raise typer.Exit(REFUSED)
