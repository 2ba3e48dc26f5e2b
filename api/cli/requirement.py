"""`merit requirement`: what a person owes in a period, and why."""

from contextlib import closing
from typing import Annotated

import typer
from msgspec import json
from pydantic import TypeAdapter, ValidationError

from api import requirement as requirements
from api.cli.exits import REFUSED, examples
from api.cli.moments import moment
from api.cli.showing import AsJson, say, show_json, waiting
from api.database import kept_url
from api.requirement import Ask
from api.settings import load
from ledger.log.postgres import PostgresLog
from ledger.recording import utc_now
from ledger.vocabulary import Year

Who = Annotated[str, typer.Argument(metavar="EMPLOYEE", help="The employee's id.")]
Period = Annotated[str | None, typer.Option(help="The calendar year that it begins in; else the present one.")]
AsOf = Annotated[str | None, typer.Option(help="What had happened by then: a date, or a date and time with its zone.")]
RecordedAsOf = Annotated[str | None, typer.Option(help="What was known by then, in the same form.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "requirement",
        epilog=examples("merit requirement E-1016", "merit requirement E-1016 --period 2026 --as-of 2026-06-30"),
    )(requirement)


def requirement(
    employee: Who,
    period: Period = None,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    as_json: AsJson = False,
) -> None:
    """State the credits that a person owes in a period, in terms that add up; exit 1 if they were never here in it."""
    ask = Ask(
        employee, checked(period), moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of"), utc_now()
    )
    with waiting("PostgreSQL") as wait:
        url = kept_url(load(), wait.say)
    with closing(PostgresLog.open(url)) as log:
        made = requirements.asked(log, ask, log.head())
    if as_json:
        show_json(json.decode(bytes(made)))
    else:
        for term in made.terms:
            say(f"{term.what_zh}\n  {term.what}")
        for bound in made.bounds:
            say(f"{bound.of}: {bound.minimum} .. {'' if bound.maximum is None else bound.maximum}")
        say(f"= {made.credits}  {made.first} .. {made.last}")
    if not made.terms:
        raise typer.Exit(REFUSED)


def checked(period: str | None) -> str | None:
    """Refuse what names no period."""
    try:
        return TypeAdapter(Year | None).validate_python(period)
    except ValidationError:
        raise typer.BadParameter(f"{period} is no year of our calendar", param_hint="--period") from None
