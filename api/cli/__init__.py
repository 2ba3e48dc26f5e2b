"""The program `merit`: every way to run and ask a ledger from a shell."""

from importlib.metadata import version
from typing import Annotated

import typer

from api.cli.exits import examples
from api.cli.rooms import Rooms

app = typer.Typer(
    name="merit",
    cls=Rooms,
    help="An event-sourced ledger of learning credits and incentive points.\n\n"
    "Exit codes: 0 done, 1 refused or something is wrong with the ledger, 2 wrong use or settings, "
    "3 the database, or another machine that is needed, is not available. Tables go to stdout, progress to stderr.",
    epilog=examples("merit demo", "merit status --json", "merit token create gate --role operator"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell(wished: bool) -> None:
    if wished:
        typer.echo(f"merit {version('merit-ledger')}")
        raise typer.Exit


@app.callback()
def _begin(
    _: Annotated[bool, typer.Option("--version", help="Tell the version.", callback=_tell, is_eager=True)] = False,
) -> None:
    """Do what stands before every command: nothing."""


def main() -> None:
    """Run the program; what is an answer rather than a bug ends in one sentence and its exit code."""
    try:
        app(prog_name="merit")
    except Exception as no:  # noqa: BLE001 - what is a bug is raised again
        # Read when it is needed: it knows everything that can go wrong anywhere.
        from api.cli.endings import end

        end(no)
