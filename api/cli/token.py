"""`merit token`: who may call the API."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import psycopg
import typer

from api import tokens
from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table
from api.database import ready_url
from api.settings import load

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

app = typer.Typer(help="Who may call the API.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Who will call; facts are recorded under this name.")]
Which = Annotated[str, typer.Argument(help="The token's name or id.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help="; ".join(f"{role}: {may}" for role, may in tokens.ROLES.items()) + ". Repeatable."),
]
Days = Annotated[int | None, typer.Option("--days", min=1, max=3650, help="Ends after so many days.")]


@app.command(
    epilog=examples("merit token create gate --role operator", "merit token create audit --role auditor --days 30")
)
def create(name: Name, role: Roles, days: Days = None, as_json: AsJson = False) -> None:
    """Make a token and print it, once: only a hash of it is kept."""
    if not NAME.fullmatch(name):
        raise typer.BadParameter("a name is 1 to 64 of a-z, 0-9, dot, dash and underscore", param_hint="NAME")
    for one in role:
        if one not in tokens.ROLES:
            raise typer.BadParameter(f"{one} is none of {', '.join(tokens.ROLES)}", param_hint="--role")
    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with psycopg.connect(ready_url(load()), autocommit=True) as connection:
        made, secret = tokens.create(connection, name, role, expires_at)
    if as_json:
        show_json({**made._asdict(), "token": secret})
    else:
        say(secret)


@app.command("list", epilog=examples("merit token list", "merit token list --json"))
def every(as_json: AsJson = False) -> None:
    """List all tokens, the revoked ones too."""
    with psycopg.connect(ready_url(load()), autocommit=True) as connection:
        rows = [token._asdict() for token in tokens.every(connection)]
    if as_json:
        show_json(rows)
    else:
        show_table(rows, ["id", "name", "roles", "created_at", "expires_at", "revoked_at"])


@app.command(epilog=examples("merit token revoke gate"))
def revoke(which: Which) -> None:
    """End a token at once; exit 1 if no live one has this name or id."""
    with psycopg.connect(ready_url(load()), autocommit=True) as connection:
        ended = tokens.revoke(connection, which)
    if not ended:
        typer.echo(f"merit: no live token is called {which}.", err=True)
        raise typer.Exit(REFUSED)
    say(f"Revoked {ended[0].name} ({ended[0].id}).")
