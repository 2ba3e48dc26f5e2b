"""`merit trial-balance`: what everybody has in each state, against what was given out."""

from typing import Annotated

import typer

from api.cli.exits import REFUSED, examples
from api.cli.moments import moment
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.cli.views import up_to_date
from projections import journal
from projections.trial_balance import TrialBalanceLine, total
from projections.trial_balance import trial_balance as asked

AsOf = Annotated[str | None, typer.Option(help="What had happened by then: a date, or a date and time with its zone.")]
RecordedAsOf = Annotated[str | None, typer.Option(help="What was known by then, in the same form.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "trial-balance",
        epilog=examples("merit trial-balance", "merit trial-balance --as-of 2026-06-30 --json"),
    )(trial_balance)


def trial_balance(
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    as_json: AsJson = False,
) -> None:
    """Add everybody's entries up by state; exit 1 if they do not come to zero, or somebody has less than nothing."""
    happened, known = moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of")
    with up_to_date([journal.NAME]) as connection, waiting("Adding up"):
        lines = asked(connection, as_of=happened, recorded_as_of=known)
    sums = {kind: total(lines, kind) for kind in ("credits", "points")}
    if as_json:
        show_json({"as_of": happened, "recorded_as_of": known, "lines": [one._asdict() for one in lines], "sums": sums})
    else:
        show_table([one._asdict() for one in lines], list(TrialBalanceLine._fields))
        say("  ".join(f"{kind} {amount}" for kind, amount in sums.items()))
    # What was taken back later is dated when it was earned, so a past day may show it before it was there to be taken.
    if any(sums.values()) or (happened is None and any(one.below_zero for one in lines)):
        raise typer.Exit(REFUSED)
