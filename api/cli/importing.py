"""`merit import`: files of other systems into facts; `merit quarantine`: what could not be taken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from hashlib import file_digest
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
import typer

from api import garbage
from api.cli.exits import REFUSED, USAGE, examples
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.database import ready_url, working_url
from api.imports import mending
from api.imports.asking import Asking, AttendanceAsking, Kind, ResultAsking, StatementAsking
from api.imports.attendance import read_attendance
from api.imports.naming import Directory
from api.imports.reading import Reading
from api.imports.results import read_results
from api.imports.rows import Unreadable
from api.imports.runs import Kept, Run, quarantined
from api.imports.statements import read_statements
from api.imports.taking import rehearse, take
from api.settings import load
from ledger.log.postgres import ROLE, PostgresLog
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

app = typer.Typer(help="Take files of other systems in.", no_args_is_help=True)
quarantine = typer.Typer(help="Rows that could not be taken.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The file; .gz is read as it is.", exists=True, dir_okay=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Decide everything, record nothing.")]
KindOption = Annotated[str | None, typer.Option("--kind", help="attendance, xapi or results.")]
KeyArgument = Annotated[str, typer.Argument(help="The row's key, as listed.")]


@contextmanager
def opened() -> Iterator[tuple[Ledger, psycopg.Connection[Any]]]:
    """Give the ledger and a connection for what is kept beside the log."""
    settings = load()
    with waiting("PostgreSQL") as wait:
        url = working_url(settings, wait.say)
    with psycopg.connect(url, autocommit=True, options=f"-c role={ROLE}") as connection:
        ledger = Ledger(PostgresLog.open(url), codes=RotatingCodes(settings.secret_of_codes()))
        garbage.search_seldom()
        try:
            yield ledger, connection
        finally:
            ledger.close()


def imported(
    kind: Kind,
    file: Path,
    read: Callable[[], Reading[Any]],
    asking: Callable[[Directory, str], Asking],
    *,
    dry_run: bool,
) -> None:
    """Take one file in and print its summary as one line of JSON."""
    try:
        with file.open("rb") as bytes_, waiting(f"reading {file.name}"):
            digest = file_digest(bytes_, "sha256").hexdigest()
        with opened() as (ledger, connection), read() as reading, waiting(f"importing {file.name}") as wait:
            run = Run(connection, kind, digest, file.name)
            walk = rehearse if dry_run else take
            counts = walk(ledger, run, reading, asking(Directory(connection), reading.layout), wait.reach)
    except Unreadable as unreadable:
        typer.echo(f"merit: {unreadable.code}: {unreadable.en} / {unreadable.zh}", err=True)
        raise typer.Exit(REFUSED) from unreadable
    show_json(asdict(counts))


@app.command(epilog=examples("merit import attendance zoom.csv --session S-1 --zone Asia/Shanghai"))
def attendance(
    file: File,
    session: Annotated[str | None, typer.Option(help="The session that the whole file is about.")] = None,
    zone: Annotated[str | None, typer.Option(help="Where the file's clock stood, such as Asia/Shanghai.")] = None,
    layout: Annotated[str | None, typer.Option(help="Say which layout it is instead of having it found out.")] = None,
    dry_run: DryRun = False,  # noqa: FBT002
) -> None:
    """Take attendance in: our own layout, Zoom, Teams, DingTalk, WeCom; CSV or XLSX."""
    imported(
        "attendance",
        file,
        lambda: read_attendance(file, zone=_zone(zone), layout=layout),
        lambda directory, found: AttendanceAsking(directory, found, session),
        dry_run=dry_run,
    )


@app.command(epilog=examples("merit import xapi statements.json.gz"))
def xapi(file: File, dry_run: DryRun = False) -> None:  # noqa: FBT002
    """Take xAPI statements in: one a line, or one array."""
    imported(
        "xapi", file, lambda: read_statements(file), lambda directory, _: StatementAsking(directory), dry_run=dry_run
    )


@app.command(epilog=examples("merit import results results.csv --pass-mark 40 --day-zero 2013-10-01"))
def results(
    file: File,
    pass_mark: Annotated[str | None, typer.Option(help="0 to 100; by default the policy's.")] = None,
    day_zero: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date of relative day 0.")] = None,
    dry_run: DryRun = False,  # noqa: FBT002
) -> None:
    """Take assessment results in; banked ones are not paid again."""
    mark = None if pass_mark is None else Decimal(pass_mark)
    start = None if day_zero is None else day_zero.date()
    imported(
        "results",
        file,
        lambda: read_results(file),
        lambda directory, _: ResultAsking(mark, start, directory),
        dry_run=dry_run,
    )


@quarantine.command("list", epilog=examples("merit quarantine list --kind results --json"))
def every(
    kind: KindOption = None,
    status: Annotated[str, typer.Option(help="open, mended, retried, dropped or all.")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """List the rows, each with its line and reason."""
    with psycopg.connect(ready_url(load()), autocommit=True, options=f"-c role={ROLE}") as connection:
        rows = quarantined(connection, kind, None, None if status == "all" else status, limit)
    if as_json:
        show_json([asdict(row) for row in rows])
    else:
        show_table(
            [asdict(row) for row in rows], ["key", "file_name", "line", "code", "reason_en", "reason_zh", "status"]
        )


@quarantine.command(epilog=examples("merit quarantine mend KEY score=55 employee=1007"))
def mend(
    key: KeyArgument,
    changes: Annotated[list[str], typer.Argument(help="name=value; an empty value takes the field out.")],
    kind: KindOption = None,
) -> None:
    """Put fields of a row right; `retry` then takes it."""
    named = dict(change.split("=", 1) for change in changes if "=" in change)
    if len(named) != len(changes):
        raise typer.BadParameter("a change reads name=value", param_hint="CHANGES")
    with opened() as (_, connection):
        mended = mending.mend(connection, _one(connection, kind, key), named)
    show_json(asdict(mended))


@quarantine.command(epilog=examples("merit quarantine retry", "merit quarantine retry --key KEY"))
def retry(
    kind: KindOption = None,
    key: Annotated[str | None, typer.Option(help="Only this row.")] = None,
) -> None:
    """Ask again for mended rows and for open ones whose reason may have gone; exit 1 if one is refused again."""
    with opened() as (ledger, connection), waiting("retrying") as wait:
        rows = mending.waiting(connection, kind, key)
        taken = 0
        for number, kept in enumerate(rows, 1):
            taken += mending.retry(ledger, connection, kept)
            wait.reach(number, len(rows))
    show_json({"tried": len(rows), "taken": taken})
    if taken < len(rows):
        raise typer.Exit(REFUSED)


@quarantine.command(epilog=examples("merit quarantine drop KEY"))
def drop(key: KeyArgument, kind: KindOption = None) -> None:
    """Decide not to take a row; it stays listed with its reason."""
    with opened() as (_, connection):
        mending.drop(connection, _one(connection, kind, key))
    say(f"Dropped {key}.")


def _one(connection: psycopg.Connection[Any], kind: str | None, key: str) -> Kept:
    rows = quarantined(connection, kind, key, None)
    if len(rows) != 1:
        typer.echo(f"merit: {'no row' if not rows else 'several rows: name --kind;'} {key}", err=True)
        raise typer.Exit(REFUSED)
    return rows[0]


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        typer.echo(f"merit: there is no time zone {name}.", err=True)
        raise typer.Exit(USAGE) from unknown
