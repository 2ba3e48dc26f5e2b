"""`merit seal`: the sealed log."""

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
from api.writers import trusted_writers
from projections import bookmarks
from projections.audit import sealing, signed, signing_key, vouching
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey
from projections.audit.tlog.policy import Policy, parse_policy
from projections.audit.tlog.writers import parse_range
from projections.audit.witness.asking import Witnesses
from projections.audit.witnessed import WitnessedStore, nobody, objections

WAITED_TOO_LONG = 10.0  # seconds

Once = Annotated[bool, typer.Option("--once", help="Seal what is there now, and end.")]
Check = Annotated[
    bool,
    typer.Option("--check", help="Seal nothing; exit 1 if a fact is refused or waits for 10 s, or a witness refuses."),
]
Disown = Annotated[
    str | None,
    typer.Option("--disown", metavar="FIRST[-LAST]", help="Have facts sealed that nobody signed, as just that."),
]


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
    once: Once = False,
    check: Check = False,
    disown: Disown = None,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
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
    store = WitnessedStore(folder, Witnesses(_policy(settings, keys.own)))
    url = ready_url(settings)
    take_sigterm_as_ctrl_c()  # at any moment: what is half done is done again
    garbage.search_seldom()
    if with_parent:
        end_with_parent()
    with waiting("Sealing") as wait, contextlib.suppress(KeyboardInterrupt):
        if once:
            size = sealing.seal_once(url, store, keys, wait.say, wait.reach)
        else:
            sealing.seal(url, store, keys, wait.say, wait.catch_up)
    if once:
        say(f"{size:,} facts are sealed in {folder}.")
    return None


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
