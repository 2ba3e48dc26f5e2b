"""`merit webhook`: which systems are told of which facts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any

import psycopg
import typer
from pydantic import ValidationError

from api import subscribers
from api.cli.delivering import rules_of
from api.cli.exits import examples
from api.cli.showing import AsJson, say, show_json, show_table
from api.database import ready_url
from api.settings import load
from api.subscribers import Subscription
from ledger.log.connections import ROLE
from projections.handover.leaving import TYPES

app = typer.Typer(help="Which systems are told of which facts.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The system's name.")]
Types = Annotated[list[str] | None, typer.Option("--type", help=f"Only {', '.join(TYPES)}. Repeatable.")]
Branches = Annotated[list[str] | None, typer.Option("--branch", help="Only people of this branch. Repeatable.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Only about this, as reward:LEAVE-DAY. Repeatable.")]
After = Annotated[int | None, typer.Option(help="Everything after this position; else everything from now on.", min=0)]
Position = Annotated[int, typer.Argument(help="The position of the delivery that was given up.", min=1)]
Hours = Annotated[
    int, typer.Option("--overlap-hours", min=0, max=720, help="So long the old secret signs beside the new one.")
]

HEADINGS = ["subscriber", "url", "types", "position", "behind", "delivered", "waiting", "dead", "paused_at", "because"]
LETTERS = ["subscriber", "position", "type", "subject", "attempts", "status", "problem", "since"]


@app.command(
    epilog=examples(
        "merit webhook add payroll https://payroll.example.com/merit --type RedemptionFulfilled",
        "merit webhook add chengdu https://hr.example.com/merit --branch chengdu --after 0",
    )
)
def add(
    name: Name,
    url: Annotated[str, typer.Argument(help="Where it is told; https.")],
    only: Types = None,
    branch: Branches = None,
    tag: Tags = None,
    after: After = None,
) -> None:
    """Subscribe a system and print its secret, once."""
    try:
        asked = Subscription(
            subscriber=name, url=url, types=only or (), branches=branch or (), tags=tag or (), after=after
        )
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise typer.BadParameter(f"{first['loc'][0]}: {first['msg']}") from None
    with _office() as connection:
        say(subscribers.add(connection, asked, rules_of(load())))


@app.command("list", epilog=examples("merit webhook list --json"))
def every(as_json: AsJson = False) -> None:
    """List who is told, how far, and what waits."""
    with _office() as connection:
        _show([one._asdict() for one in subscribers.every(connection)], HEADINGS, as_json=as_json)


@app.command(epilog=examples("merit webhook pause payroll"))
def pause(name: Name) -> None:
    """Tell a system nothing until it is resumed; nothing is lost meanwhile."""
    with _office() as connection:
        subscribers.pause(connection, name)
    say(f"Paused {name}.")


@app.command(epilog=examples("merit webhook resume payroll"))
def resume(name: Name) -> None:
    """Go on where it was paused."""
    with _office() as connection:
        subscribers.resume(connection, name)
    say(f"Resumed {name}.")


@app.command(epilog=examples("merit webhook rotate payroll --overlap-hours 48"))
def rotate(name: Name, hours: Hours = subscribers.OVERLAP_HOURS) -> None:
    """Print another secret, once; the old one signs beside it for a while."""
    with _office() as connection:
        say(subscribers.rotate(connection, name, timedelta(hours=hours)))


@app.command(epilog=examples("merit webhook remove payroll"))
def remove(name: Name) -> None:
    """Forget a system, its secrets and what it was not told."""
    with _office() as connection:
        subscribers.remove(connection, name)
    say(f"Removed {name}.")


@app.command(epilog=examples("merit webhook dead", "merit webhook dead payroll --json"))
def dead(
    name: Annotated[str | None, typer.Argument(help="The system's name; else of all.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the deliveries that were given up."""
    with _office() as connection:
        _show([one._asdict() for one in subscribers.dead_letters(connection, name)], LETTERS, as_json=as_json)


@app.command(epilog=examples("merit webhook replay payroll 4711", "merit webhook replay payroll"))
def replay(
    name: Name,
    position: Annotated[int | None, typer.Argument(help="One of them; else all.", min=1)] = None,
) -> None:
    """Try deliveries again that were given up."""
    with _office() as connection:
        say(f"{subscribers.replay(connection, name, position)} will be tried again.")


@app.command(epilog=examples("merit webhook skip payroll 4711"))
def skip(name: Name, position: Position) -> None:
    """Never deliver one that was given up; what waited behind it goes on."""
    with _office() as connection:
        subscribers.skip(connection, name, position)
    say(f"Position {position} will not be delivered to {name}.")


@contextmanager
def _office() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(ready_url(load()), autocommit=True, options=f"-c role={ROLE}") as connection:
        yield connection


def _show(rows: list[dict[str, Any]], headings: list[str], *, as_json: bool) -> None:
    if as_json:
        show_json(rows)
    else:
        show_table(rows, headings)
