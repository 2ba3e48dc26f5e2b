"""`merit expire`: points whose day has come become active, or lapse; once, or for ever."""

import contextlib
import signal
import threading
from contextlib import closing
from types import FrameType
from typing import Annotated

import typer

from api import expiring, logs
from api.cli.companions import end_with_parent
from api.cli.exits import examples
from api.cli.moments import moment
from api.cli.showing import AsJson, say, show_json, waiting
from api.cli.views import up_to_date
from api.database import ready_url
from api.settings import load
from api.writers import open_log
from ledger.recording import utc_now
from ledger.writing import Ledger
from projections import leaving, lots

AsOf = Annotated[str | None, typer.Option(help="Only what was due by then: a date, or a date and time with its zone.")]
Again = Annotated[bool, typer.Option("--again", help="Every LEDGER_EXPIRE_EVERY seconds, until Ctrl-C.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "expire", epilog=examples("merit expire", "merit expire --as-of 2026-06-30 --json", "merit expire --again")
    )(expire)


def expire(
    as_of: AsOf = None,
    again: Again = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a command line flag
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,  # noqa: FBT002 - a flag
) -> None:
    """Settle every lot that has come due; late, killed, again or twice at once, the result is the same."""
    until = moment(as_of, "--as-of")
    if until is not None and until > utc_now():
        raise typer.BadParameter("points cannot lapse before their day has come", param_hint="--as-of")
    if again or with_parent:
        _for_ever(with_parent=with_parent)
        return
    with (
        up_to_date([lots.NAME, leaving.NAME]) as connection,
        closing(Ledger(open_log(load()))) as ledger,
        waiting("Settling lots") as wait,
    ):
        settled = expiring.settle(ledger, connection, until, wait.reach)
    if as_json:
        show_json(settled._asdict())
    else:
        say(f"{settled.people:,} people are settled, by {settled.facts:,} facts.")


def _for_ever(*, with_parent: bool) -> None:
    settings = load()
    logs.configure(settings)
    url = ready_url(settings)
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()
        raise KeyboardInterrupt  # what is half done is done again

    signal.signal(signal.SIGTERM, end)
    if with_parent:
        end_with_parent()
    with contextlib.suppress(KeyboardInterrupt):
        expiring.settle_for_ever(url, lambda: open_log(settings), settings.expire_every, over)
