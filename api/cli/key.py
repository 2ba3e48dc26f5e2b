"""`merit key`: the keys that sign the sealed log, and what is appended to it."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import examples
from api.cli.showing import say
from api.database import ready_url
from api.settings import Settings, load
from api.writers import open_log, trust
from ledger.decisions.rotate_key import RotateKey
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit import sealing, signing_key
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import VerifierKey, check_name
from projections.audit.tlog.writers import parse_writers

app = typer.Typer(help="The keys that sign the sealed log, and what is appended to it.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The log's name for ever, an address of yours: ledger.example.com/credits.")]
OfWriter = Annotated[bool, typer.Option("--writer", help="The key of a process that appends (LEDGER_WRITER_KEY).")]
Vkey = Annotated[str, typer.Argument(help="A writer's public key, as `merit key show --writer` prints it.")]


@app.command(
    epilog=examples("merit key create ledger.example.com/credits", "merit key create --writer api.example.com/merit")
)
def create(name: Name, writer: OfWriter = False) -> None:
    """Make the key of a new log and print its public half, which auditors are given; a key that is there stays.

    With --writer, that of a process that appends, of which sealer and auditors are given the public half.
    """
    try:
        check_name(name)
    except Invalid as no:
        raise typer.BadParameter(str(no), param_hint="NAME") from no
    file, use = _file_of(load(), writer=writer)
    say(str(signing_key.create(file, name, use).verifier))


@app.command(epilog=examples("merit key show", "merit key show --writer"))
def show(writer: OfWriter = False) -> None:
    """Print the public half of the key."""
    say(str(signing_key.load(*_file_of(load(), writer=writer)).verifier))


@app.command("trust", epilog=examples("merit key trust api.example.com/merit+1a2b3c4d+AQ..."))
def trust_writer(vkey: Vkey) -> None:
    """Have a writer's facts sealed from the sealer's next start on: adds a line to LEDGER_WRITERS."""
    try:
        (writer,) = parse_writers(vkey.encode())
    except ValueError as no:
        raise typer.BadParameter(f"{vkey} is no writer's key", param_hint="VKEY") from no
    trust(load(), writer)


@app.command(epilog=examples("merit key rotate"))
def rotate() -> None:
    """Sign a checkpoint with the old key and a new one, record both, destroy the old, and print the new public half."""
    settings = load()
    folder, file = settings.sealing()

    def record(old: VerifierKey, new: VerifierKey) -> None:
        ledger = Ledger(open_log(settings))
        try:
            ledger.record(
                RotateKey(log=old.name, old=str(old), new=str(new)), Caller("key", f"{old.name}:{new.id.hex()}")
            )
        finally:
            ledger.close()

    say(str(sealing.change_key(ready_url(settings), TileStore(folder), file, record).verifier))


def _file_of(settings: Settings, *, writer: bool) -> tuple[Path, signing_key.Use]:
    if writer:
        return settings.writer_key_file, signing_key.WRITER
    return settings.seal_key_file, signing_key.LOG
