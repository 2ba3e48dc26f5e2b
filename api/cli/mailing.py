"""`merit mail`: letters to the people whom facts concern."""

import contextlib
from collections.abc import Iterator
from typing import Annotated, Any

import psycopg
import typer

from api import garbage, logs, mailing
from api.cli.companions import end_with_parent
from api.cli.exits import DONE, REFUSED, examples
from api.cli.interrupts import take_sigterm_as_ctrl_c
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.database import ready_url
from api.settings import Settings, load
from ledger.log.connections import ROLE
from projections.alone import Work, is_at_work
from projections.connecting import opened
from projections.mail import process

Check = Annotated[bool, typer.Option("--check", help="Send nothing; exit 1 if no mailer is at work.")]
HEADINGS = list(mailing.DeadLetter._fields)

app = typer.Typer(help="E-mail to the people whom facts concern, and the letters that were given up.")


@app.callback(invoke_without_command=True, epilog=examples("merit mail", "merit mail --check || page somebody"))
def mail(
    context: typer.Context,
    check: Check = False,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Send letters of new facts, until Ctrl-C; of several mailers one works and the others wait."""
    if context.invoked_subcommand is not None:
        return
    settings = load()
    if check:
        raise typer.Exit(_checked(settings))
    server = mailing.server_of(settings)
    logs.configure(settings)
    url = ready_url(settings)
    take_sigterm_as_ctrl_c()
    garbage.search_seldom()
    if with_parent:
        end_with_parent()
    with waiting("Sending letters") as wait, contextlib.suppress(KeyboardInterrupt):
        process.keep_mailing(url, server, wait.say)


@app.command(epilog=examples("merit mail dead --json"))
def dead(as_json: AsJson = False) -> None:
    """List the letters that were given up."""
    with _office() as connection:
        rows = [one._asdict() for one in mailing.dead_letters(connection)]
    if as_json:
        show_json(rows)
    else:
        show_table(rows, HEADINGS)


@app.command(epilog=examples("merit mail replay 4711", "merit mail replay"))
def replay(
    position: Annotated[int | None, typer.Argument(help="One of them; else all.", min=1)] = None,
) -> None:
    """Try letters again that were given up."""
    with _office() as connection:
        say(f"{mailing.replay(connection, position)} will be tried again.")


@app.command(epilog=examples("merit mail skip 4711"))
def skip(position: Annotated[int, typer.Argument(help="The position of its fact.", min=1)]) -> None:
    """Never send a letter that was given up."""
    with _office() as connection:
        mailing.skip(connection, position)
    say(f"The letter at position {position} will not be sent.")


@contextlib.contextmanager
def _office() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(ready_url(load()), autocommit=True, options=f"-c role={ROLE}") as connection:
        yield connection


def _checked(settings: Settings) -> int:
    with opened(ready_url(settings), "merit mail", process.SETTINGS) as connection:
        at_work = is_at_work(connection, Work.MAILER)
    say("A mailer is at work." if at_work else "No mailer is at work: `merit mail`. / 没有邮件进程在运行。")
    return DONE if at_work else REFUSED
