"""`merit schedule`: what has come due is done; once, or for ever."""

from contextlib import closing
from typing import Annotated

import typer

from api import garbage
from api.cli.exits import examples
from api.cli.rounds import keep_taking_turns
from api.cli.showing import AsJson, say, show_json, waiting
from api.cli.views import up_to_date
from api.scheduled import round as rounds
from api.settings import load
from api.writers import open_log
from ledger.writing import Ledger

Again = Annotated[bool, typer.Option("--again", help="Every LEDGER_SCHEDULE_EVERY seconds, until Ctrl-C.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("schedule", epilog=examples("merit schedule", "merit schedule --json", "merit schedule --again"))(
        schedule
    )


def schedule(
    again: Again = False,
    as_json: AsJson = False,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Do what has come due; late, killed, again or twice at once, the result is the same.

    Points become active or lapse, accounts of leavers are settled, requests nobody approved in time are let go,
    batches past their date are written off, whoever waits for what is there again is called, restatements are
    previewed or, once approved, carried out, and who is late with what they owe is warned.
    """
    settings = load()
    garbage.search_seldom()
    if again or with_parent:
        keep_taking_turns(
            settings,
            lambda connection: rounds.turn(connection, lambda: open_log(settings)),
            settings.schedule_every,
            with_parent=with_parent,
        )
        return
    with (
        up_to_date([view.NAME for view in rounds.VIEWS]) as connection,
        closing(Ledger(open_log(settings))) as ledger,
        waiting("Settling lots") as wait,
    ):
        done = rounds.go_round(ledger, connection, wait.reach)
    if as_json:
        show_json({name: one._asdict() for name, one in done._asdict().items()})
        return
    accounts, approvals, shelf, restatements, warnings = done
    say(f"{accounts.people:,} accounts are settled, by {accounts.facts:,} facts.")
    say(f"{approvals.requests:,} requests nobody approved in time are let go.")
    say(
        f"{shelf.written_off:,} batches are written off, {shelf.lapsed:,} turns passed, {shelf.called:,} people called."
    )
    say(f"{warnings.raised:,} warnings of required courses are raised.")
    say(f"{restatements.previewed:,} restatements are previewed, {restatements.finished:,} carried out.")
