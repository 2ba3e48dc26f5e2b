"""`merit verify`: the auditors' program, under the ledger's name."""

import typer

from api.cli.exits import examples
from projections.audit.verifier.command_line import main


def add_to(app: typer.Typer) -> None:
    """Add the command to the program; its options are the auditors' program's own, help included."""
    app.command(
        "verify",
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        epilog=examples("merit verify credit lin.tlog-proof --key VKEY", "merit verify log --help"),
    )(verify)


def verify(context: typer.Context) -> None:
    """Check the log, a fact or the database as merit-verify does; exit 0 valid, 1 invalid, 2 could not check."""
    raise typer.Exit(main(context.args, name="merit verify"))
