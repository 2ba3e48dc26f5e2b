"""`merit reconcile`: views and control totals, derived again from the log and compared; once, or for ever beside it."""

import os
from typing import Annotated

import typer

from api import findings, rechecking
from api.cli.exits import REFUSED, examples
from api.cli.rounds import keep_taking_turns
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.cli.views import asked, up_to_date
from api.settings import load
from api.writers import open_log
from projections import reconciliations
from projections.audit.figures.totals import WrongTotal
from projections.reconcile import Reconciled
from projections.views import named

LEAST_URGENT = 19

Only = Annotated[list[str] | None, typer.Option("--view", help="Only this view. Repeatable.")]
Again = Annotated[bool, typer.Option("--again", help="Every LEDGER_RECONCILE_EVERY seconds, until Ctrl-C.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "reconcile",
        epilog=examples(
            "merit reconcile", "merit reconcile --view balances --json | jq .digests", "merit reconcile --again"
        ),
    )(reconcile)


def reconcile(
    view: Only = None,
    again: Again = False,
    as_json: AsJson = False,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Derive views and control totals again, compare, and name what is wrong first; exit 1 if anything is.

    With --again it also records control totals that are due, and the views' digests.
    """
    if again or with_parent:
        settings = load()
        os.nice(LEAST_URGENT)
        keep_taking_turns(
            settings,
            lambda connection: rechecking.turn(connection, lambda: open_log(settings), settings.reconcile_every),
            min(rechecking.LOOK, settings.reconcile_every),
            with_parent=with_parent,
        )
        return
    found: list[Reconciled] = []
    recorded, wrong = 0, None
    views = asked(view or [])
    with up_to_date(views) as connection:
        published = reconciliations.published(connection)
        for name in views:
            with waiting(f"Reconciling {name}") as wait:
                found.append(rechecking.recheck(connection, named(name), wait.reach, published.get(name)))
        if not view:
            with waiting("Adding up control totals"):
                recorded, wrong = rechecking.recheck_totals(connection)
    _show(found, recorded, wrong, as_json=as_json)
    if wrong or any(one.wrong or one.history for one in found):
        raise typer.Exit(REFUSED)


def _show(found: list[Reconciled], recorded: int, wrong: WrongTotal | None, *, as_json: bool) -> None:
    if as_json:
        rows = [{**one._asdict(), "first": one.first._asdict() if one.first else None} for one in found]
        totals = {"recorded": recorded, "wrong": wrong._asdict() if wrong else None}
        show_json({"views": rows, "totals": totals, "digests": {one.view: one.digest for one in found}})
        return
    show_table([one._asdict() for one in found], ["view", "position", "wrong", "digest"])
    for one in found:
        if said := findings.of_view(one):
            say(said)
    if recorded:
        say(findings.of_total(wrong) if wrong else f"The control totals of {recorded} days are right.")
