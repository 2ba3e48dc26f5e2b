"""`merit simulate`: what a draft policy would change, and nothing written."""

from contextlib import closing
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.cli.exits import examples
from api.cli.showing import AsJson, show_json, show_table, waiting
from api.cli.views import up_to_date
from api.settings import load
from api.simulated import Simulated, Total, totals
from api.simulation import VIEWS, Simulation
from api.writers import open_log
from ledger.vocabulary import Year

Draft = Annotated[str, typer.Argument(help="A version that was drafted and not published.")]
Period = Annotated[str, typer.Option(help="The calendar year that the period begins in.")]
People = Annotated[bool, typer.Option("--people", help="Name whoever gains or loses, too.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("simulate", epilog=examples("merit simulate company-3 --period 2025 --people"))(simulate)


def simulate(
    draft: Draft,
    period: Period,
    people: People = False,
    as_json: AsJson = False,
) -> None:
    """Say who would gain, lose or fall below under a draft, as if it had been in force since a period's first day."""
    try:
        TypeAdapter(Year).validate_python(period)
    except ValidationError:
        raise typer.BadParameter(f"{period} is no year of our calendar", param_hint="--period") from None
    with (
        up_to_date([view.NAME for view in VIEWS]) as connection,
        closing(open_log(load())) as log,
        waiting("Simulating") as wait,
    ):
        found = list(Simulation(log, connection, draft, period).people(wait.reach))
    everybody, branches = totals(found)
    changed = [one for one in found if one.gains or one.loses] if people else []
    if as_json:
        rows: dict[str, list[Simulated] | list[Total]] = {"branches": branches, "people": changed}
        told = {name: [one._asdict() for one in some] for name, some in rows.items()}
        show_json({"everybody": everybody._asdict(), **told})
        return
    show_table([one._asdict() for one in (*branches, everybody)], Total._fields)
    if changed:
        show_table([one._asdict() for one in changed], Simulated._fields)
