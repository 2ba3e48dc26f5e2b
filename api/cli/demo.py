"""`merit demo`: a company to look at, served in one command."""

import os
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import typer

from api import people, tokens
from api.cli.exits import REFUSED, examples
from api.cli.serving import Host, Port, brought_up, free_to_listen, listen
from api.cli.showing import say, waiting
from api.database import url_of
from api.demo import year
from api.demo.company import company
from api.settings import Settings, load
from api.writers import open_log
from ledger.rotating_code import RotatingCodes
from projections import bookmarks
from projections.connecting import connected
from projections.follow import catch_up

TOKEN_NAME = "demo"  # noqa: S105 - what it is called
TOKEN_FILE = "demo-token"  # noqa: S105 - where it is
SOMEBODY = "E-1016"
# All of them, so that everything can be tried.
TOKEN_ROLES = ("employee", "trainer", "operator", "auditor", "administrator")


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("demo", epilog=examples("merit demo", "merit demo --port 8080"))(demo)


def demo(host: Host = None, port: Port = None) -> None:
    """Load a demo company into an empty ledger and serve it until Ctrl-C; a second run just serves it."""
    settings = free_to_listen(load(), host, port)
    codes = RotatingCodes(settings.secret_of_codes())
    with brought_up(settings):
        _load_year(settings, codes)
        with psycopg.connect(url_of(settings), autocommit=True) as connection:
            people.keep(connection, company().people)
            token_file = _token(connection, settings)
        _catch_up(settings)
        listen(
            settings,
            ["follow", "seal"] if settings.embedded else ["follow"],
            lambda address: say(_welcome(address, token_file, settings)),
        )


def _load_year(settings: Settings, codes: RotatingCodes) -> None:
    with closing(open_log(settings)) as log:
        match year.state(log):
            case "foreign":
                typer.echo("merit: this ledger holds facts of its own; the demo wants an empty one.", err=True)
                raise typer.Exit(REFUSED)
            case "loaded":
                say("The demo company is here already.")
            case _:
                with waiting("Loading a year of learning, in days") as wait:
                    loaded = year.load(log, codes, wait.reach)
                say(f"Recorded {sum(loaded.facts.values()):,} facts of 204 people in 3 branches.")


def _catch_up(settings: Settings) -> None:
    """Fill the views before anybody asks them."""
    with waiting("Filling the views") as wait, connected(url_of(settings)) as connection:
        head = bookmarks.head(connection)
        catch_up(connection, watch=lambda step: wait.reach(step.until, head))


def _token(connection: tokens.Connection, settings: Settings) -> Path:
    """Keep one token for the demo in a file that only its owner can read."""
    file = settings.home / TOKEN_FILE
    if file.exists() and tokens.bearer_of(connection, file.read_text().strip()):
        return file
    tokens.revoke(connection, TOKEN_NAME)
    _, secret = tokens.create(connection, TOKEN_NAME, TOKEN_ROLES)
    file.unlink(missing_ok=True)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secret + "\n")
    return file


def _welcome(address: str, token_file: Path, settings: Settings) -> str:
    merit = sys.argv[0] if "/" in sys.argv[0] and not sys.argv[0].endswith(".py") else "merit"
    return f"""
Serving {address} (Ctrl-C stops). What can be asked: {address}/v1/openapi.json

In another terminal, in this folder:

  TOKEN=$(cat {token_file})
  curl -H "Authorization: Bearer $TOKEN" {address}/v1/accounts/{SOMEBODY}/balance
  curl -H "Authorization: Bearer $TOKEN" {address}/v1/rewards
  {merit} statement {SOMEBODY} --as-of 2026-06-30
  {merit} status
  {merit} reconcile

The ledger is in {settings.home}; removing that folder removes all of it.
"""
