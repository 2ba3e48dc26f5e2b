"""The program `merit`: every way to run and ask a ledger from a shell."""

import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import psycopg
import typer

from api.cli import (
    account,
    adjusting,
    anchor,
    backup,
    branch_report,
    compliance,
    copying,
    db,
    delivering,
    demo,
    evidence,
    exporting,
    growth,
    importing,
    key,
    mailing,
    people,
    period,
    policy,
    quarantine,
    reconciling,
    requirement,
    scheduling,
    sealing,
    serving,
    simulating,
    status,
    token,
    totals,
    trial_balance,
    verifying,
    views,
    vouchers,
    webhook,
    witness,
)
from api.cli.exits import REFUSED, UNAVAILABLE, USAGE, examples
from api.database import DatabaseUnavailable
from api.settings import Unconfigured
from api.tokens import TokenExists
from ledger.log.log import LogUnavailable
from ledger.log.migrate import MigrationRefused
from ledger.log.server_programs import PostgresUnavailable
from ledger.refusals.refused import Refused
from projections.audit.refusing import SealingRefused
from projections.backup.refusing import BackupRefused
from projections.rebuild import RebuildStopped
from projections.reconcile import ReconcileStopped

app = typer.Typer(
    name="merit",
    help="An event-sourced ledger of learning credits and incentive points.\n\n"
    "Exit codes: 0 done, 1 refused or something is wrong with the ledger, 2 wrong use or settings, "
    "3 the database, or another machine that is needed, is not available. Tables go to stdout, progress to stderr.",
    epilog=examples("merit demo", "merit status --json", "merit token create gate --role operator"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell(wished: bool) -> None:  # noqa: FBT001 - typer hands it over by place
    if wished:
        typer.echo(f"merit {version('merit-ledger')}")
        raise typer.Exit


@app.callback()
def _begin(
    _: Annotated[bool, typer.Option("--version", help="Tell the version.", callback=_tell, is_eager=True)] = False,  # noqa: FBT002 - an option without a value is one
) -> None:
    """Do what stands before every command: nothing."""


for group in (
    demo,
    serving,
    account,
    requirement,
    compliance,
    growth,
    branch_report,
    status,
    views,
    reconciling,
    trial_balance,
    totals,
    scheduling,
    simulating,
    sealing,
    copying,
    delivering,
    backup,
    verifying,
    anchor,
    vouchers,
):
    group.add_to(app)
app.add_typer(token.app, name="token")
app.add_typer(key.app, name="key")
app.add_typer(importing.app, name="import")
app.add_typer(adjusting.app, name="adjustments")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(exporting.app, name="export")
app.add_typer(webhook.app, name="webhook")
app.add_typer(mailing.app, name="mail")
app.add_typer(people.app, name="people")
app.add_typer(period.app, name="period")
app.add_typer(policy.app, name="policy")
app.add_typer(db.app, name="db")
app.add_typer(witness.app, name="witness")
app.add_typer(evidence.app, name="evidence")


def main() -> None:
    """Run the program; what is an answer rather than a bug ends in one sentence and its exit code."""
    try:
        app(prog_name="merit")
    except Unconfigured as no:
        _end(str(no), USAGE, no)
    except Refused as no:
        _end(f"{no.en()}\n{no.chinese()}", REFUSED, no)
    except (MigrationRefused, TokenExists, RebuildStopped, ReconcileStopped, SealingRefused, BackupRefused) as no:
        _end(str(no), REFUSED, no)
    except psycopg.errors.InsufficientPrivilege as no:
        _end(f"This login may not do that ({no}): use the owner's, with which the database is migrated.", REFUSED, no)
    except (DatabaseUnavailable, PostgresUnavailable, LogUnavailable, psycopg.OperationalError) as no:
        _end(str(no), UNAVAILABLE, no)


def _end(sentence: str, code: int, why: Exception) -> NoReturn:
    print(f"merit: {sentence}", file=sys.stderr)  # noqa: T201 - a program's last word
    raise SystemExit(code) from why
