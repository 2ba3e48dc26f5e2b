"""`merit status`: is all well, at a glance."""

from typing import Any

import psycopg
import typer
from psycopg.rows import dict_row

from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table
from api.database import ready_url, server_of
from api.settings import load
from ledger.log.migrate import expected

HEAD = "select coalesce(max(position), 0) as head from ledger.events"
VIEWS = """select view, version, position, behind, status, failed_position, error
             from office.view_status where place = 'live' order by view"""


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("status", epilog=examples("merit status", "merit status --json"))(status)


def status(as_json: AsJson = False) -> None:  # noqa: FBT002 - a command line flag
    """Say how long the log is and how far each view follows; exit 1 if a view is stuck."""
    settings = load()
    url = ready_url(settings)
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        head = connection.execute(HEAD).fetchall()[0]["head"]
        views: list[dict[str, Any]] = connection.execute(VIEWS).fetchall()
        version = connection.info.server_version
    found = {
        "database": {
            "server": server_of(settings).status() if settings.embedded else "external",
            "postgresql": f"{version // 10_000}.{version % 10_000}",
            "migrated_to": expected(),
        },
        "head": head,
        "views": views,
    }
    if as_json:
        show_json(found)
    else:
        about = found["database"]
        say(f"PostgreSQL {about['postgresql']}, {about['server']}, migrated to {about['migrated_to']}")
        say(f"{head:,} facts")
        show_table(views, ["view", "version", "position", "behind", "status", "failed_position"])
    if any(view["status"] != "following" for view in views):
        raise typer.Exit(REFUSED)
