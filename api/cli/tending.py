"""`merit tend`: what is due on the shelf is done."""

from contextlib import closing

import typer

from api import tending
from api.cli.exits import examples
from api.cli.showing import AsJson, say, show_json, waiting
from api.cli.views import up_to_date
from api.settings import load
from api.writers import open_log
from ledger.writing import Ledger
from projections import shelf


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("tend", epilog=examples("merit tend", "merit tend --json"))(tend)


def tend(as_json: AsJson = False) -> None:  # noqa: FBT002 - a command line flag
    """Write off batches past their date and call those who wait for what is there; late or repeated does no harm."""
    with (
        up_to_date([shelf.NAME]) as connection,
        closing(Ledger(open_log(load()))) as ledger,
        waiting("Tending the shelf"),
    ):
        done = tending.tend(ledger, connection)
    if as_json:
        show_json(done._asdict())
    else:
        say(f"{done.written_off:,} batches written off, {done.lapsed:,} turns passed, {done.called:,} people called.")
