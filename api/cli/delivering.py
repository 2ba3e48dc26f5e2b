"""`merit deliver`: webhooks to the systems that are subscribed."""

import contextlib
from typing import Annotated

import typer

from api import garbage, logs
from api.cli.companions import end_with_parent
from api.cli.exits import DONE, REFUSED, examples
from api.cli.interrupts import take_sigterm_as_ctrl_c
from api.cli.showing import say, waiting
from api.database import ready_url
from api.settings import Settings, load
from projections.alone import Work, is_at_work
from projections.connecting import opened
from projections.handover import process
from projections.handover.addresses import Rules

Check = Annotated[bool, typer.Option("--check", help="Deliver nothing; exit 1 if no sender is at work.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("deliver", epilog=examples("merit deliver", "merit deliver --check || page somebody"))(deliver)


def deliver(
    check: Check = False,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Tell every subscriber of new facts, until Ctrl-C; of several senders one works and the others wait."""
    settings = load()
    if check:
        raise typer.Exit(_checked(settings))
    logs.configure(settings)
    url = ready_url(settings)
    take_sigterm_as_ctrl_c()
    garbage.search_seldom()
    if with_parent:
        end_with_parent()
    with waiting("Delivering") as wait, contextlib.suppress(KeyboardInterrupt):
        process.keep_delivering(url, rules_of(settings), wait.say)


def rules_of(settings: Settings) -> Rules:
    """Say where webhooks may go."""
    return Rules(plain=settings.webhook_plain, private=settings.webhook_private)


def _checked(settings: Settings) -> int:
    with opened(ready_url(settings), "merit deliver", process.SETTINGS) as connection:
        at_work = is_at_work(connection, Work.SENDER)
    say("A sender is at work." if at_work else "No sender is at work: `merit deliver`. / 没有投递进程在运行。")
    return DONE if at_work else REFUSED
