"""`merit quarantine`: rows of imported files that could not be taken."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any, get_args

import psycopg
import typer

from api.cli.exits import REFUSED, examples
from api.cli.importing import opened
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.cli.speaking import By, speaker
from api.database import kept_url, ready_url
from api.imports import mending
from api.imports.asking import Kind
from api.imports.runs import Kept, quarantined
from api.settings import load
from ledger.log.connections import ROLE
from ledger.writing import Ledger

app = typer.Typer(help="Rows that could not be taken.", no_args_is_help=True)

KINDS = get_args(Kind)
STATUSES = ("open", "mended", "retried", "dropped", "all")


def _one_of(names: Collection[str]) -> Callable[[str | None], str | None]:
    """Refuse what is none of these names; silence would look like an empty answer."""

    def checked(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise typer.BadParameter(f"{value} is none of {', '.join(names)}.")
        return value

    return checked


KindOption = Annotated[
    str | None, typer.Option("--kind", help="attendance, xapi, results or adjustments.", callback=_one_of(KINDS))
]
KeyArgument = Annotated[str, typer.Argument(help="The row's key, as listed.")]


@app.command("list", epilog=examples("merit quarantine list --kind results --json"))
def every(
    kind: KindOption = None,
    status: Annotated[
        str, typer.Option(help="open, mended, retried, dropped or all.", callback=_one_of(STATUSES))
    ] = "open",
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    as_json: AsJson = False,
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


@app.command(epilog=examples("merit quarantine mend KEY score=55 employee=1007"))
def mend(
    key: KeyArgument,
    changes: Annotated[list[str], typer.Argument(help="name=value; an empty value takes the field out.")],
    kind: KindOption = None,
) -> None:
    """Put fields of a row right; `retry` then takes it."""
    named = dict(change.split("=", 1) for change in changes if "=" in change)
    if len(named) != len(changes):
        raise typer.BadParameter("a change reads name=value", param_hint="CHANGES")
    with _kept() as (_, connection):
        mended = mending.mend(connection, _one(connection, kind, key), named)
    show_json(asdict(mended))


@app.command(epilog=examples("merit quarantine retry", "merit quarantine retry --key KEY"))
def retry(
    kind: KindOption = None,
    key: Annotated[str | None, typer.Option(help="Only this row.")] = None,
    by: By = None,
) -> None:
    """Ask again for mended rows and for open ones whose reason may have gone; exit 1 if one is refused again."""
    with _kept() as (ledger, connection), waiting("retrying") as wait:
        rows = mending.waiting(connection, kind, key)
        taken = 0
        for number, kept in enumerate(rows, 1):
            taken += mending.retry(ledger, connection, kept, by and speaker(by))
            wait.reach(number, len(rows))
    show_json({"tried": len(rows), "taken": taken})
    if taken < len(rows):
        raise typer.Exit(REFUSED)


@app.command(epilog=examples("merit quarantine drop KEY"))
def drop(key: KeyArgument, kind: KindOption = None) -> None:
    """Decide not to take a row; it stays listed with its reason."""
    with _kept() as (_, connection):
        mending.drop(connection, _one(connection, kind, key))
    say(f"Dropped {key}.")


@contextmanager
def _kept() -> Iterator[tuple[Ledger, psycopg.Connection[Any]]]:
    """Open a ledger that is there already: rows in quarantine are in no other."""
    settings = load()
    with waiting("PostgreSQL") as wait:
        url = kept_url(settings, wait.say)
    with opened(settings, url) as both:
        yield both


def _one(connection: psycopg.Connection[Any], kind: str | None, key: str) -> Kept:
    rows = quarantined(connection, kind, key, None)
    if len(rows) != 1:
        said = f"several rows have the key {key}: name its --kind." if rows else f"no row has the key {key}."
        typer.echo(f"merit: {said}", err=True)
        raise typer.Exit(REFUSED)
    return rows[0]
