"""`merit import`: files of other systems into facts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import file_digest
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
import typer
from pydantic import ValidationError

from api import garbage
from api.cli.exits import REFUSED, examples
from api.cli.interrupts import between_steps
from api.cli.showing import show_json, waiting
from api.cli.speaking import By, an_id, speaker
from api.database import working_url
from api.imports.adjustments import read_adjustments
from api.imports.asking import AdjustmentAsking, Asking, AttendanceAsking, Kind, ResultAsking, StatementAsking, within
from api.imports.attendance import read_attendance
from api.imports.layouts import offered
from api.imports.naming import Directory
from api.imports.reading import Reading
from api.imports.results import read_results
from api.imports.rows import Unreadable
from api.imports.runs import Run
from api.imports.statements import read_statements
from api.imports.taking import rehearse, take
from api.settings import Settings, load
from api.writers import open_log
from ledger.log.connections import ROLE
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

app = typer.Typer(help="Take files of other systems in.", no_args_is_help=True)

HIGHEST_MARK = 100

File = Annotated[Path, typer.Argument(help="The file; .gz is read as it is.", exists=True, dir_okay=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Decide everything, record nothing.")]


@contextmanager
def opened(settings: Settings, url: str) -> Iterator[tuple[Ledger, psycopg.Connection[Any]]]:
    """Give the ledger and a connection for what is kept beside the log."""
    with psycopg.connect(url, autocommit=True, options=f"-c role={ROLE}") as connection:
        ledger = Ledger(open_log(settings), codes=RotatingCodes(settings.secret_of_codes()))
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
    by: str | None = None,
) -> None:
    """Take one file in and print its summary as one line of JSON."""
    try:
        with file.open("rb") as bytes_, waiting(f"reading {file.name}"):
            digest = file_digest(bytes_, "sha256").hexdigest()
        settings = load()
        with waiting("PostgreSQL") as wait:
            url = working_url(settings, wait.say)
        with (
            opened(settings, url) as (ledger, connection),
            read() as reading,
            waiting(f"importing {file.name}") as wait,
            between_steps() as step,
        ):

            def report(reached: int, total: int | None) -> None:
                wait.reach(reached, total)
                step()

            run = Run(connection, kind, digest, file.name, by)
            walk = rehearse if dry_run else take
            counts = walk(ledger, run, reading, asking(Directory(connection), reading.layout), report)
    except Unreadable as unreadable:
        typer.echo(f"merit: {unreadable.code}: {unreadable.en} / {unreadable.zh}", err=True)
        raise typer.Exit(REFUSED) from unreadable
    except KeyboardInterrupt:
        if not dry_run:
            typer.echo("merit: interrupted; the same command goes on where this one stopped.", err=True)
        raise
    show_json(asdict(counts))
    if counts.quarantined and not dry_run:
        typer.echo(
            f"Rows that could not be taken wait, with their reasons: {counts.quarantined:,}. "
            "`merit quarantine list` shows them.",
            err=True,
        )


@app.command(epilog=examples("merit import attendance zoom.csv --session S-1 --zone Asia/Shanghai"))
def attendance(
    file: File,
    session: Annotated[str | None, typer.Option(help="The session that the whole file is about.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="The zone of times that do not say theirs, such as Asia/Shanghai.")
    ] = None,
    layout: Annotated[
        str | None, typer.Option(help="own, zoom, teams, dingtalk or wecom; by default found out from the columns.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Take attendance in, CSV or XLSX, as Zoom, Teams, DingTalk and WeCom export it, or in our own layout.

    Our own has the columns person, session, joined_at and left_at (times with their zone, 2026-11-20T09:00:00+08:00)
    and, if you have them, device and place.
    """
    if layout is not None and layout not in offered():
        raise typer.BadParameter(f"{layout} is none of {', '.join(sorted(offered()))}.", param_hint="--layout")
    imported(
        "attendance",
        file,
        lambda: within(read_attendance(file, zone=_zone(zone), layout=layout), session),
        AttendanceAsking,
        dry_run=dry_run,
    )


@app.command(epilog=examples("merit import xapi statements.json.gz"))
def xapi(file: File, dry_run: DryRun = False) -> None:
    """Take xAPI statements in: one a line, or one array."""
    imported(
        "xapi", file, lambda: read_statements(file), lambda directory, _: StatementAsking(directory), dry_run=dry_run
    )


@app.command(epilog=examples("merit import results results.csv --pass-mark 40 --day-zero 2013-10-01"))
def results(
    file: File,
    pass_mark: Annotated[str | None, typer.Option(help="0 to 100; by default the policy's.")] = None,
    day_zero: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date of relative day 0.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Take assessment results in, CSV or XLSX; banked ones are not paid again.

    The columns are assessment, person, submitted (a date, or a day counted from --day-zero), banked (yes or no)
    and score (0 to 100).
    """
    mark = _mark(pass_mark)
    start = None if day_zero is None else day_zero.date()
    imported(
        "results",
        file,
        lambda: read_results(file),
        lambda directory, _: ResultAsking(mark, start, directory),
        dry_run=dry_run,
    )


@app.command(epilog=examples("merit import adjustments corrections-2026-11.csv --by zhou"))
def adjustments(
    file: File,
    batch: Annotated[
        str | None, typer.Option(help="The name they are decided under; by default the file's, up to its first dot.")
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
) -> None:
    """Propose corrections of accounts, CSV or XLSX; another person then decides (merit adjustments approve).

    The columns are employee, kind (grant, deduct or waive), points, because (a reason code) and note, and,
    if you have it, reference. A row is named after its batch and its line, so the same file again changes nothing.
    """
    proposer = speaker(by)
    try:
        name = an_id(batch or file.name.partition(".")[0])
    except ValidationError as no:
        raise typer.BadParameter("name the batch, as an id without blanks", param_hint="--batch") from no
    imported(
        "adjustments",
        file,
        lambda: read_adjustments(file, name),
        lambda directory, _: AdjustmentAsking(directory),
        dry_run=dry_run,
        by=proposer,
    )


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise typer.BadParameter(f"there is no time zone {name}.", param_hint="--zone") from unknown


def _mark(text: str | None) -> Decimal | None:
    try:
        mark = None if text is None else Decimal(text)
        if mark is None or 0 <= mark <= HIGHEST_MARK:
            return mark
    except InvalidOperation:
        pass
    raise typer.BadParameter(f"{text} is no number from 0 to {HIGHEST_MARK}.", param_hint="--pass-mark")
