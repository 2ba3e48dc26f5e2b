"""`merit lapse`: requests that nobody approved in time give back what they hold."""

from contextlib import closing

import typer

from api import lapsing
from api.cli.exits import examples
from api.cli.showing import AsJson, say, show_json, waiting
from api.cli.views import up_to_date
from api.settings import load
from api.writers import open_log
from ledger.writing import Ledger
from projections import redemptions


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("lapse", epilog=examples("merit lapse", "merit lapse --json"))(lapse)


def lapse(as_json: AsJson = False) -> None:  # noqa: FBT002 - a command line flag
    """Let go of every overdue request once; `merit expire --again` does so too, as long as it runs."""
    with (
        up_to_date([redemptions.NAME]) as connection,
        closing(Ledger(open_log(load()))) as ledger,
        waiting("Letting requests go"),
    ):
        lapsed = lapsing.lapse(ledger, connection)
    if as_json:
        show_json(lapsed._asdict())
    else:
        say(f"{lapsed.requests:,} requests lapsed.")
