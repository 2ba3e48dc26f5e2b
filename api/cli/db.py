"""`merit db`: the embedded PostgreSQL, and the tables of any."""

from typing import Annotated

import psycopg
import typer

from api import logins
from api.cli.exits import UNAVAILABLE, examples
from api.cli.showing import AsJson, say, show_json, waiting
from api.database import running_url, server_of
from api.settings import Settings, Unconfigured, load
from ledger.log.embedded import EmbeddedPostgres
from ledger.log.migrate import expected, migrate, migrated_to

app = typer.Typer(help="The embedded PostgreSQL, and the tables of any.", no_args_is_help=True)

Logins = Annotated[
    list[str] | None,
    typer.Option(
        "--login",
        metavar="NAME=ROLE:VARIABLE",
        help="Also create a login, member of merit_app, merit_follow or merit_seal, whose password that variable "
        "holds. Repeatable.",
    ),
]


@app.command(epilog=examples("merit db start", "LEDGER_HOME=/srv/merit merit db start"))
def start() -> None:
    """Start the embedded PostgreSQL, creating it the first time. It keeps running."""
    settings = _embedded()
    with waiting("PostgreSQL") as wait:
        EmbeddedPostgres(settings.home.absolute() / "postgres", wait.say).start()
    say(f"PostgreSQL of {settings.home} is running.")


@app.command(epilog=examples("merit db stop"))
def stop() -> None:
    """Stop the embedded PostgreSQL; its data stays."""
    settings = _embedded()
    with waiting("PostgreSQL") as wait:
        EmbeddedPostgres(settings.home.absolute() / "postgres", wait.say).stop()
    say(f"PostgreSQL of {settings.home} is stopped.")


@app.command(epilog=examples("merit db status", "merit db status --json || merit db start"))
def status(as_json: AsJson = False) -> None:
    """Say whether the database runs and how far it is migrated; exit 3 if it does not run."""
    settings = load()
    state = server_of(settings).status() if settings.embedded else "external"
    done = None
    if state in {"running", "external"}:
        done = migrated_to(running_url(settings))
    if as_json:
        show_json({"server": state, "migrated_to": done, "expected": expected()})
    else:
        say(f"server:      {state}")
        if state in {"running", "external"}:
            say(f"migrated to: {done or '-'}" + ("" if done == expected() else f" (this Merit needs {expected()})"))
    if state not in {"running", "external"}:
        raise typer.Exit(UNAVAILABLE)


@app.command(
    "migrate",
    epilog=examples(
        "merit db migrate",
        "LEDGER_DATABASE_URL=... API_PASSWORD=... merit db migrate --login merit_api=merit_app:API_PASSWORD",
    ),
)
def bring_up_to_date(login: Logins = None) -> None:
    """Give the database this version's tables; an embedded one is started for it."""
    settings = load()
    wanted = [logins.parsed(text) for text in login or ()]
    with waiting("Migrating") as wait:
        if settings.embedded:
            EmbeddedPostgres(settings.home.absolute() / "postgres", wait.say).start()
        url = running_url(settings)
        applied = migrate(url, wait.say)
        with psycopg.connect(url, autocommit=True) as connection:
            for one in wanted:
                wait.say(f"login {one.name}")
                logins.ensure(connection, one)
    say(f"{len(applied)} migrations applied; the database is at {expected()}.")


def _embedded() -> Settings:
    settings = load()
    if not settings.embedded:
        raise Unconfigured("LEDGER_DATABASE_URL names a PostgreSQL that is not Merit's to start or stop.")
    return settings
