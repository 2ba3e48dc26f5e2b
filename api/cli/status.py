"""`merit status`: is all well, at a glance."""

from typing import NamedTuple

import psycopg
import typer

from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table
from api.database import ready_url, server_of
from api.settings import load
from ledger.log.migrate import expected
from projections import bookmarks, reconciliations
from projections.audit.copying import process
from projections.audit.copying.copier import held_in
from projections.audit.copying.places import place_of
from projections.audit.tlog.invalid import Invalid
from projections.backoff import LATE
from projections.views import VIEWS

HEADINGS = ["view", "version", "position", "behind", "status", "failed_position"]


class Copy(NamedTuple):
    """How far the second copy is."""

    place: str
    size: int | None
    behind: int | None
    seconds: float | None
    error: str | None = None

    @property
    def late(self) -> bool:
        """Whether somebody should look."""
        return self.error is not None or (self.seconds or 0.0) > LATE

    def sentence(self) -> str:
        """Say it."""
        if self.error is not None:
            return f"copy: {self.place} cannot be read: {self.error}"
        since = f", for {self.seconds:.0f} s" if self.behind else ""
        return f"copy: {self.size:,} facts in {self.place}, {self.behind:,} signed ones behind{since}"


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("status", epilog=examples("merit status", "merit status --json"))(status)


def status(as_json: AsJson = False) -> None:
    """Say how long the log is, how far each view follows, and the copy; exit 1 if one is stuck, missing or wrong."""
    settings = load()
    with psycopg.connect(ready_url(settings), autocommit=True) as connection:
        head = bookmarks.head(connection)
        views = [row._asdict() for row in bookmarks.status(connection) if row.place == "live"]
        copy = _copy(connection, settings.copy_to) if settings.copy_to else None
        reconciled = [row._asdict() for row in reconciliations.every(connection)]
        version = connection.info.server_version
    server = server_of(settings).status() if settings.embedded else "external"
    postgresql = f"{version // 10_000}.{version % 10_000}"
    missing = sorted({view.NAME for view in VIEWS} - {view["view"] for view in views})
    wrong = [row for row in reconciled if row["wrong"]]
    if as_json:
        database = {"server": server, "postgresql": postgresql, "migrated_to": expected()}
        said = {"database": database, "head": head, "views": views, "missing": missing, "reconciled": reconciled}
        show_json({**said, "copy": copy and copy._asdict()})
    else:
        say(f"PostgreSQL {postgresql}, {server}, migrated to {expected()}; {head:,} facts")
        show_table(views, HEADINGS)
        for view in missing:
            say(f"{view} is not there yet: a follower makes it (`merit follow`).")
        if copy:
            say(copy.sentence())
        for row in wrong:
            say(f"{row['first']} ({row['wrong']} wrong, found {row['reconciled_at']:%Y-%m-%d %H:%M} UTC)")
    if missing or wrong or any(view["status"] != "following" for view in views) or (copy and copy.late):
        raise typer.Exit(REFUSED)


def _copy(connection: psycopg.Connection, address: str) -> Copy:
    try:
        size = held_in(place_of(address)).size
    except (OSError, Invalid) as no:
        return Copy(address, None, None, None, str(no))
    return Copy(address, size, *process.behind(connection, size))
