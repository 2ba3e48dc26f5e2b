"""`merit copy`: the second copy of the sealed log and its facts."""

import contextlib
from typing import Annotated, NoReturn

import typer

from api import garbage, logs
from api.cli.companions import end_with_parent
from api.cli.exits import DONE, REFUSED, UNAVAILABLE, examples
from api.cli.interrupts import take_sigterm_as_ctrl_c
from api.cli.showing import say, waiting
from api.database import ready_url
from api.settings import Settings, Unconfigured, load
from projections.audit import signed
from projections.audit.copying import process
from projections.audit.copying.copier import held_in
from projections.audit.copying.places import Place, place_of
from projections.audit.store import TileStore
from projections.backoff import LATE

Once = Annotated[bool, typer.Option("--once", help="Copy what is signed now, and end.")]
Check = Annotated[
    bool, typer.Option("--check", help="Copy nothing; exit 1 if a signed fact has waited for 10 minutes.")
]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "copy",
        epilog=examples(
            "LEDGER_COPY=/mnt/other-machine/merit merit copy",
            "LEDGER_COPY=s3://bucket/merit merit copy --once",
            "merit copy --check || page somebody",
        ),
    )(copy)


def copy(
    once: Once = False,
    check: Check = False,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Copy tiles, checkpoint and facts to LEDGER_COPY after they are signed, until Ctrl-C.

    Exit 1 if the log did not grow out of its copy, or a fact is not the one that was signed: nothing is copied then.
    """
    settings = load()
    place = _place(settings)
    if check:
        raise typer.Exit(_checked(settings, place))
    logs.configure(settings)
    url, store = ready_url(settings), TileStore(settings.tiles_folder)
    take_sigterm_as_ctrl_c()  # at any moment: what is half done is done again
    garbage.search_seldom()
    if with_parent:
        end_with_parent()
    with waiting("Copying") as wait, contextlib.suppress(KeyboardInterrupt):
        if not once:
            process.keep_copying(url, store, place, wait.say, wait.catch_up)
            return
        try:
            size = process.copy_once(url, store, place, wait.say, wait.reach)
        except OSError as no:
            _unavailable(settings, no)
    say(f"{size:,} facts are copied to {settings.copy_to}.")


def _place(settings: Settings) -> Place:
    if settings.copy_to is None:
        raise Unconfigured("LEDGER_COPY is not set: name a folder, or s3://bucket/prefix, for the second copy.")
    try:
        return place_of(settings.copy_to)
    except OSError as no:
        _unavailable(settings, no)


def _checked(settings: Settings, place: Place) -> int:
    try:
        size = held_in(place).size
    except OSError as no:
        _unavailable(settings, no)
    with signed.connected(ready_url(settings)) as connection:
        facts, waited = process.behind(connection, size)
    say(f"{facts:,} signed facts are not copied; the oldest has waited {waited:.1f} s.")
    return REFUSED if waited > LATE else DONE


def _unavailable(settings: Settings, no: OSError) -> NoReturn:
    typer.echo(f"merit: {settings.copy_to} cannot be reached: {no}. / 无法访问副本。", err=True)
    raise typer.Exit(UNAVAILABLE) from no
