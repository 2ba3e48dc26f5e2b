"""`merit seal` and `merit key`: the sealed log, and the key that signs it."""

import contextlib
import secrets
from typing import Annotated

import typer

from api import garbage, logs
from api.cli.companions import end_with_parent
from api.cli.exits import DONE, REFUSED, examples
from api.cli.interrupts import take_sigterm_as_ctrl_c
from api.cli.showing import say, waiting
from api.database import ready_url
from api.settings import Settings, Unconfigured, load
from ledger.decisions.rotate_key import RotateKey
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit import sealing, signed, signing_key
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey, VerifierKey, check_name
from projections.audit.tlog.policy import Policy, parse_policy
from projections.audit.witness.asking import Witnesses
from projections.audit.witnessed import WitnessedStore, nobody, objections

WAITED_TOO_LONG = 10.0  # seconds

key = typer.Typer(help="The key that signs the sealed log.", no_args_is_help=True)

Once = Annotated[bool, typer.Option("--once", help="Seal what is there now, and end.")]
Check = Annotated[
    bool, typer.Option("--check", help="Seal nothing; exit 1 if a fact waits for 10 s or a witness refuses.")
]
Name = Annotated[str, typer.Argument(help="The log's name for ever, an address of yours: ledger.example.com/credits.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "seal",
        epilog=examples(
            "merit seal",
            "merit seal --once",
            "merit seal --check || page somebody",
            "LEDGER_TILES=/srv/tiles merit seal",
        ),
    )(seal)


def seal(
    once: Once = False,  # noqa: FBT002 - a flag
    check: Check = False,  # noqa: FBT002 - a flag
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,  # noqa: FBT002 - a flag
) -> None:
    """Put every fact under a signed root, until Ctrl-C; of several sealers one works and the others wait.

    Exit 1 if the folder of tiles, the database and the key do not agree on what was signed: nothing is signed then.
    """
    settings = load()
    if check:
        raise typer.Exit(_checked(settings))
    logs.configure(settings)
    folder, _ = settings.sealing()
    signer = _key_of(settings)
    store = WitnessedStore(folder, Witnesses(_policy(settings, signer)))
    url = ready_url(settings)
    take_sigterm_as_ctrl_c()  # at any moment: what is half done is done again
    garbage.search_seldom()
    if with_parent:
        end_with_parent()
    with waiting("Sealing") as wait, contextlib.suppress(KeyboardInterrupt):
        if once:
            size = sealing.seal_once(url, store, signer, wait.say, wait.reach)
        else:
            sealing.seal(url, store, signer, wait.say, wait.catch_up)
    if once:
        say(f"{size:,} facts are sealed in {folder}.")


@key.command(epilog=examples("merit key create ledger.example.com/credits"))
def create(name: Name) -> None:
    """Make the key of a new log and print its public half, which auditors are given; a key that is there stays."""
    try:
        check_name(name)
    except Invalid as no:
        raise typer.BadParameter(str(no), param_hint="NAME") from no
    say(str(signing_key.create(load().seal_key_file, name).verifier))


@key.command(epilog=examples("merit key show"))
def show() -> None:
    """Print the public half of the key."""
    say(str(signing_key.load(load().seal_key_file).verifier))


@key.command(epilog=examples("merit key rotate"))
def rotate() -> None:
    """Sign a checkpoint with the old key and a new one, record both, destroy the old, and print the new public half."""
    settings = load()
    folder, file = settings.sealing()
    url = ready_url(settings)

    def record(old: VerifierKey, new: VerifierKey) -> None:
        ledger = Ledger(PostgresLog.open(url))
        try:
            ledger.record(
                RotateKey(log=old.name, old=str(old), new=str(new)), Caller("key", f"{old.name}:{new.id.hex()}")
            )
        finally:
            ledger.close()

    say(str(sealing.change_key(url, TileStore(folder), file, record).verifier))


def _checked(settings: Settings) -> int:
    with signed.connected(ready_url(settings)) as connection:
        waited = signed.longest_wait(connection)
    say(f"The oldest fact that is not sealed has waited {waited:.1f} s.")
    heard = objections(settings.tiles_folder)
    for name, why in heard.refusing.items():
        say(f"The witness {name} refuses to cosign the log: {why}. / 见证人 {name} 拒绝联署。")
    for name, why in heard.silent.items():
        say(f"The witness {name} is silent: {why}. / 见证人 {name} 无响应。")
    return REFUSED if waited > WAITED_TOO_LONG or heard.refusing else DONE


def _policy(settings: Settings, signer: SignerKey) -> Policy:
    file = settings.witness_policy
    if file is None:
        return nobody(signer)
    try:
        return parse_policy(file.read_bytes())
    except (Invalid, OSError) as no:
        raise Unconfigured(f"LEDGER_WITNESS_POLICY {file} cannot be used: {no}. / 见证策略文件不可用。") from no


def _key_of(settings: Settings) -> SignerKey:
    """Read the key; an embedded ledger makes its own, as it does with everything else it needs."""
    _, file = settings.sealing()
    if settings.embedded and not file.exists():
        return signing_key.create(file, f"merit.localhost/{secrets.token_hex(4)}")
    return signing_key.load(file)
