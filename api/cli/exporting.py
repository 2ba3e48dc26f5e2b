"""`merit export`: lines for other systems, as files."""

import sys
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from pydantic import TypeAdapter, ValidationError

from api.cli.exits import UNAVAILABLE, examples
from api.cli.showing import say
from api.database import ready_url
from api.settings import load
from ledger.log.connections import ROLE
from ledger.periods import day
from ledger.policy import DEFAULT_POLICY
from ledger.refusals.handover import SpanEmpty
from ledger.vocabulary import Day
from projections import bookmarks
from projections.handover import paid_leave as leave
from projections.waiting import wait_for

app = typer.Typer(help="Lines for other systems, as files.", no_args_is_help=True)

Since = Annotated[str, typer.Option(help="The first day, as 2026-11-01; a day of the company's calendar.")]
Until = Annotated[str, typer.Option(help="The first day that is no longer meant.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for Excel.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="The file; else stdout.")]


@app.callback()
def _group() -> None:
    """Keep the name of the one kind of file that there is."""


@app.command("paid-leave", epilog=examples("merit export paid-leave --since 2026-11-01 --until 2026-12-01 > leave.csv"))
def paid_leave(since: Since, until: Until, bom: Bom = False, output: Out = None) -> None:
    """Write the days of paid leave that were given, and those taken back as negative lines, as CSV."""
    zone = DEFAULT_POLICY.time_zone
    begins, ends = (day(_day(text, option), zone).begins for text, option in ((since, "--since"), (until, "--until")))
    if begins >= ends:
        raise SpanEmpty(since=since, until=until)
    with psycopg.connect(ready_url(load()), autocommit=True, options=f"-c role={ROLE}") as connection:
        if not wait_for(connection, bookmarks.head(connection), views=leave.VIEWS):
            typer.echo(
                "merit: the view of rewards is behind: `merit follow`. / 奖品视图落后，请运行 `merit follow`。",
                err=True,
            )
            raise typer.Exit(UNAVAILABLE)
        text = leave.written(leave.lines(connection, begins, ends), zone, bom=bom)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8", newline="")
        say(f"{text.count(chr(10)) - 1} lines are in {output}.")


def _day(text: str, option: str) -> str:
    try:
        return TypeAdapter(Day).validate_python(text)
    except ValidationError:
        raise typer.BadParameter(f"{text} is no day like 2026-11-01", param_hint=option) from None
