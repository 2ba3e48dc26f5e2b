"""`merit totals`: what each day of the log adds up to, written into the log."""

from contextlib import closing
from typing import Annotated

import typer

from api import findings, rechecking
from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.database import kept_url
from api.settings import load
from api.writers import open_log
from ledger.writing import Ledger
from projections.audit.tlog.invalid import Invalid
from projections.connecting import connected

Check = Annotated[bool, typer.Option("--check", help="Record nothing; add every recorded day up again.")]
HEADINGS = ["period", "first", "last", "facts", "credits_awarded", "points_earned", "points_spent", "redemptions"]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("totals", epilog=examples("merit totals", "merit totals --check || page somebody"))(totals)


def totals(check: Check = False, as_json: AsJson = False) -> None:
    """Record the control totals of every day that is over and has none; late, again or twice at once, the same.

    With --check, exit 1 if a recorded total is not what the facts add up to, and name the first such day.
    """
    with waiting("PostgreSQL") as wait:
        url = kept_url(load(), wait.say)
    try:
        if check:
            _check(url, as_json=as_json)
        else:
            _record(url, as_json=as_json)
    except Invalid as no:
        typer.echo(f"merit: {no}. / 事实无法计入总数。", err=True)
        raise typer.Exit(REFUSED) from no


def _record(url: str, *, as_json: bool) -> None:
    with waiting("Adding up"), connected(url) as connection, closing(Ledger(open_log(load()))) as ledger:
        days = [day._asdict() for day in rechecking.record_totals(ledger, connection)]
    if as_json:
        show_json({"recorded": days})
    elif days:
        show_table([{**day, **day["day"], "facts": sum(day["day"]["facts"].values())} for day in days], HEADINGS)
    else:
        say("Every day that is over has its control totals.")


def _check(url: str, *, as_json: bool) -> None:
    with waiting("Adding up"), connected(url) as connection:
        recorded, wrong = rechecking.recheck_totals(connection)
    if as_json:
        show_json({"recorded": recorded, "wrong": wrong._asdict() if wrong else None})
    else:
        say(findings.of_total(wrong) if wrong else f"The control totals of {recorded} days are right.")
    if wrong:
        raise typer.Exit(REFUSED)
