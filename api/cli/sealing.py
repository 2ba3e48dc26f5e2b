"""`merit seal` and `merit key`: the sealed log, and the key that signs it."""

import contextlib
import secrets
import signal
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from api import garbage, logs
from api.cli.companions import end_with_parent
from api.cli.exits import DONE, REFUSED, examples
from api.cli.showing import Wait, say, waiting
from api.database import ready_url
from api.settings import Settings, load
from api.writers import trust, trusted_writers
from projections import bookmarks
from projections.audit import sealing, signed, signing_key, vouching
from projections.audit.sealer import Watch
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey, check_name
from projections.audit.tlog.writers import parse_range, parse_writers

WAITED_TOO_LONG = 10.0  # seconds

key = typer.Typer(help="The keys that sign the sealed log, and what is appended to it.", no_args_is_help=True)

Once = Annotated[bool, typer.Option("--once", help="Seal what is there now, and end.")]
Check = Annotated[
    bool, typer.Option("--check", help="Seal nothing; exit 1 if a fact is refused or has waited for 10 seconds.")
]
Disown = Annotated[
    str | None,
    typer.Option("--disown", metavar="FIRST[-LAST]", help="Have facts sealed that nobody signed, as just that."),
]
Name = Annotated[str, typer.Argument(help="The log's name for ever, an address of yours: ledger.example.com/credits.")]
OfWriter = Annotated[bool, typer.Option("--writer", help="The key of a process that appends (LEDGER_WRITER_KEY).")]
Vkey = Annotated[str, typer.Argument(help="A writer's public key, as `merit key show --writer` prints it.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "seal",
        epilog=examples(
            "merit seal",
            "merit seal --once",
            "merit seal --check || page somebody",
            "merit seal --disown 4711-4713",
            "LEDGER_TILES=/srv/tiles merit seal",
        ),
    )(seal)


def seal(
    once: Once = False,  # noqa: FBT002 - a flag
    check: Check = False,  # noqa: FBT002 - a flag
    disown: Disown = None,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,  # noqa: FBT002 - a flag
) -> None:
    """Put every fact under a signed root, until Ctrl-C; of several sealers one works and the others wait.

    Exit 1 if the folder of tiles, the database and the key do not agree on what was signed: nothing is signed then.
    Facts that no trusted writer signed (LEDGER_WRITERS) wait, and so does what follows them: an alarm, not an end.
    """
    settings = load()
    if check:
        raise typer.Exit(_checked(settings))
    if disown is not None:
        return _disown(settings, disown)
    logs.configure(settings)
    folder, _ = settings.sealing()
    keys = sealing.Keys(_key_of(settings), trusted_writers(settings))
    url = ready_url(settings)
    signal.signal(signal.SIGTERM, _end)  # at any moment: what is half done is done again
    garbage.search_seldom()
    if with_parent:
        end_with_parent()
    with waiting("Sealing") as wait, contextlib.suppress(KeyboardInterrupt):
        if once:
            size = sealing.seal_once(url, TileStore(folder), keys, wait.say, wait.reach)
        else:
            sealing.seal(url, TileStore(folder), keys, wait.say, _of_backlog(wait))
    if once:
        say(f"{size:,} facts are sealed in {folder}.")
    return None


@key.command(
    epilog=examples("merit key create ledger.example.com/credits", "merit key create --writer api.example.com/merit")
)
def create(name: Name, writer: OfWriter = False) -> None:  # noqa: FBT002 - a flag
    """Make the key of a new log and print its public half, which auditors are given; a key that is there stays.

    With --writer, that of a process that appends, of which sealer and auditors are given the public half.
    """
    try:
        check_name(name)
    except Invalid as no:
        raise typer.BadParameter(str(no), param_hint="NAME") from no
    file, use = _file_of(load(), writer=writer)
    say(str(signing_key.create(file, name, use).verifier))


@key.command(epilog=examples("merit key show", "merit key show --writer"))
def show(writer: OfWriter = False) -> None:  # noqa: FBT002 - a flag
    """Print the public half of the key."""
    say(str(signing_key.load(*_file_of(load(), writer=writer)).verifier))


@key.command("trust", epilog=examples("merit key trust api.example.com/merit+1a2b3c4d+AQ..."))
def trust_writer(vkey: Vkey) -> None:
    """Have a writer's facts sealed from the sealer's next start on: adds a line to LEDGER_WRITERS."""
    try:
        (writer,) = parse_writers(vkey.encode())
    except ValueError as no:
        raise typer.BadParameter(f"{vkey} is no writer's key", param_hint="VKEY") from no
    trust(load(), writer)


@key.command(epilog=examples("merit key rotate"))
def rotate() -> None:
    """Sign one checkpoint with the old key and a new one, destroy the old, and print the new one's public half."""
    settings = load()
    folder, file = settings.sealing()
    say(str(sealing.change_key(ready_url(settings), TileStore(folder), file).verifier))


def _file_of(settings: Settings, *, writer: bool) -> tuple[Path, signing_key.Use]:
    if writer:
        return settings.writer_key_file, signing_key.WRITER
    return settings.seal_key_file, signing_key.LOG


def _disown(settings: Settings, positions: str) -> None:
    try:
        first, last = parse_range(positions)
    except Invalid as no:
        raise typer.BadParameter(f"{positions} is no range of positions", param_hint="--disown") from no
    folder, _ = settings.sealing()
    with signed.connected(ready_url(settings)) as connection:
        vouching.disown(TileStore(folder), first, last, bookmarks.head(connection))
    say(f"The facts {positions} will be sealed without a writer, for everybody to see.")


def _checked(settings: Settings) -> int:
    if alarm := vouching.alarm(TileStore(settings.tiles_folder)):
        say(alarm.text)
        return REFUSED
    with signed.connected(ready_url(settings)) as connection:
        waited = signed.longest_wait(connection)
    say(f"The oldest fact that is not sealed has waited {waited:.1f} s.")
    return REFUSED if waited > WAITED_TOO_LONG else DONE


def _key_of(settings: Settings) -> SignerKey:
    """Read the key; an embedded ledger makes its own, as it does with everything else it needs."""
    _, file = settings.sealing()
    if settings.embedded and not file.exists():
        return signing_key.create(file, f"merit.localhost/{secrets.token_hex(4)}")
    return signing_key.load(file)


def _of_backlog(wait: Wait) -> Watch:
    def reach(done: int, total: int) -> None:
        if done < total:  # the few facts of every second are no news
            wait.reach(done, total)

    return reach


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
