"""What commands that write files for people have in common."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import psycopg
import typer

from api.cli.exits import REFUSED
from api.cli.showing import say, waiting
from api.database import kept_url
from api.documents import Form
from api.settings import load
from projections.audit.durable import put
from projections.connecting import connected
from projections.follow import catch_up
from projections.views import named

READER = "-c role=merit_app -c timezone=UTC -c jit=off -c default_transaction_isolation=repeatable\\ read"

Xlsx = Annotated[Path | None, typer.Option(help="Write a workbook.", dir_okay=False)]
Pdf = Annotated[Path | None, typer.Option(help="Write it for print.", dir_okay=False)]


def url() -> str:
    """Find the database, starting it if it is ours."""
    with waiting("PostgreSQL") as wait:
        return kept_url(load(), wait.say)


@contextmanager
def reading(address: str, views: Sequence[str]) -> Iterator[psycopg.Connection[Any]]:
    """Read from one moment of these views, which then hold all that the log holds."""
    with waiting("Catching up"), connected(address) as follower:
        catch_up(follower, [named(view) for view in views])
    with psycopg.connect(address, options=READER) as connection:
        yield connection


def one_form(xlsx: Path | None, pdf: Path | None, *others: bool) -> Form | None:
    """Give the form that was chosen; more than one is wrong use."""
    if (xlsx is not None) + (pdf is not None) + sum(others) > 1:
        raise typer.BadParameter("choose one form", param_hint="--xlsx, --pdf, --json, --verifiable")
    return Form.PDF if pdf else Form.XLSX if xlsx else None


def write(content: bytes, file: Path, form: Form) -> None:
    """Write a file that is there whole or not at all."""
    try:
        put(file, content)
    except OSError as no:
        raise typer.BadParameter(f"{file} cannot be written: {no.strerror}", param_hint=f"--{form}") from no
    say(str(file))


def refuse(en: str, zh: str) -> NoReturn:
    """Say no in both languages."""
    typer.echo(f"merit: {en}. / {zh}。", err=True)
    raise typer.Exit(REFUSED)
