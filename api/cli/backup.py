"""`merit backup`, `merit restore`, `merit rebuild-from-copy`: the ledger put aside, and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from api.cli.exits import UNAVAILABLE, examples
from api.cli.showing import AsJson, Wait, say, show_json, waiting
from api.database import empty_url, ready_url
from api.settings import load
from projections.audit.copying.places import place_of
from projections.audit.posting import Unreached
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import Policy, parse_policy
from projections.backup.completing import Restored, Trust
from projections.backup.making import make
from projections.backup.programs import Steps, Watch
from projections.backup.rebuilding import rebuild
from projections.backup.restoring import restore as put_back
from projections.backup.witnessed import Seen, by_witnesses, in_file

To = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")]
Source = Annotated[str, typer.Argument(metavar="SOURCE", help="The copy: a folder, or s3://bucket/prefix.")]
From = Annotated[Path, typer.Argument(metavar="DIR", help="A backup.", exists=True, file_okay=False)]
Key = Annotated[
    str | None, typer.Option("--key", metavar="VKEY", help="The log's public key, told you by other means.")
]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy", help="Logs and witnesses (C2SP tlog-policy), which are asked.", exists=True, dir_okay=False
    ),
]
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", help="One that somebody kept. Repeatable.", exists=True, dir_okay=False),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("backup", epilog=examples("merit backup /srv/backup/2026-11-22", "merit backup DIR --json"))(backup)
    app.command(
        "restore",
        epilog=examples(
            "LEDGER_HOME=/srv/new merit restore /srv/backup/2026-11-22 --policy merit.policy",
            "merit restore DIR --key VKEY --checkpoint kept.checkpoint",
        ),
    )(restore)
    app.command(
        "rebuild-from-copy",
        epilog=examples(
            "LEDGER_HOME=/srv/new merit rebuild-from-copy /mnt/other-machine/merit --policy merit.policy",
            "merit rebuild-from-copy s3://bucket/merit --key VKEY",
        ),
    )(rebuild_from_copy)


def backup(to: To, as_json: AsJson = False) -> None:
    """Back up the ledger while it works: every fact, the tables of the office, the sealed log; never a key.

    It holds personal data, as the database does, so only its owner can read it. 备份含个人数据，仅所有者可读。
    """
    settings = load()
    tiles, begun = settings.published(), monotonic()
    with waiting("Backing up") as wait:
        made = make(ready_url(settings), tiles, to, _steps(wait))
    seconds = round(monotonic() - begun, 1)
    if as_json:
        told = {name: value for name, value in made._asdict().items() if name != "files"}
        show_json({"folder": to, **told, "files": len(made.files), "seconds": seconds})
        return
    say(
        f"{made.facts:,} facts, {made.sealed:,} of them sealed, are in {to}: {made.bytes:,} bytes in {seconds} s. "
        "Personal data is in it, and no key. / "
        f"已备份 {made.facts:,} 条事实（已封存 {made.sealed:,} 条）。备份含个人数据，不含任何密钥。"
    )


def restore(
    backup: From,
    key: Key = None,
    policy: PolicyFile = None,
    checkpoint: Checkpoints = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup back into an empty LEDGER_HOME (or database) and verify it to the last witnessed checkpoint.

    Exit 1 if it is not what was signed, or if facts that a witness has seen are lost: nobody can work on it then.
    """
    settings = load()
    tiles = settings.published()
    trusted = _trusted(key, policy)
    with waiting("Restoring") as wait, _unavailable():
        trust = _trust(trusted, checkpoint, wait) if trusted else None
        done = put_back(backup, lambda: empty_url(settings, wait.say), tiles, trust, _steps(wait))
    _tell(done, as_json=as_json)


def rebuild_from_copy(
    source: Source,
    key: Key = None,
    policy: PolicyFile = None,
    checkpoint: Checkpoints = None,
    as_json: AsJson = False,
) -> None:
    """Write the facts of the second copy (LEDGER_COPY) into an empty database; killed, it goes on where it was.

    Where `merit restore` said that facts are lost, it goes on behind those that are there. The tables of the office
    (people, tokens, imports) are in a backup only.
    """
    settings = load()
    tiles = settings.published()
    trusted = _trusted(key, policy)
    if trusted is None:
        raise typer.BadParameter("name the key that the copy must be signed with, or a policy", param_hint="--key")
    with waiting("Rebuilding") as wait, _unavailable():
        trust = _trust(trusted, checkpoint, wait)
        done = rebuild(place_of(source), lambda: empty_url(settings, wait.say), tiles, trust, _steps(wait))
    _tell(done, as_json=as_json)


@contextmanager
def _unavailable() -> Iterator[None]:
    """Whoever is needed and does not answer is exit 3."""
    try:
        yield
    except Unreached as no:
        typer.echo(f"merit: {no}. / 见证人没有应答。", err=True)
        raise typer.Exit(UNAVAILABLE) from no
    except OSError as no:
        typer.echo(f"merit: A folder or store cannot be reached: {no}. / 无法访问文件夹或存储。", err=True)
        raise typer.Exit(UNAVAILABLE) from no


def _trust(policy: Policy, kept: list[Path] | None, wait: Wait) -> Trust:
    return Trust(policy, lambda origin: _seen(policy, origin, kept or [], wait))


def _trusted(key: str | None, file: Path | None) -> Policy | None:
    """Read whom to trust."""
    if key and file:
        raise typer.BadParameter("a key stands in the policy", param_hint="--key")
    try:
        if file:
            return parse_policy(file.read_bytes())
        return parse_policy(f"log {key}\nquorum none\n".encode()) if key else None
    except Invalid as no:
        raise typer.BadParameter(str(no), param_hint="--policy" if file else "--key") from no


def _seen(policy: Policy, origin: str, kept: list[Path], wait: Wait) -> list[Seen]:
    """Gather what others have seen of the log; that nobody answers is no answer."""
    found = [in_file(file, policy) for file in kept]
    shown, silent = by_witnesses(policy, origin)
    for name, why in silent.items():
        wait.say(f"witness {name} is silent: {why}")
    if silent and not shown and not kept:
        raise Unreached(f"No witness answers ({'; '.join(silent.values())}): name a kept checkpoint with --checkpoint")
    return [*found, *shown]


def _tell(done: Restored, *, as_json: bool) -> None:
    """Say what was verified, up to where, and by what."""
    size, root = (done.sealed.size, done.sealed.root.hex()) if done.sealed else (0, None)
    others = [{"by": each.by, "size": each.checkpoint.size} for each in done.seen]
    if as_json:
        show_json({"facts": done.facts, "verified": size, "root": root, "seen": others})
    elif done.sealed:
        by = ", ".join(f"{each['by']} ({each['size']:,})" for each in others) or "nobody else"
        say(f"{done.facts:,} facts are here. Verified up to position {size:,}, root {root}; seen by {by}.")
        say(f"现有 {done.facts:,} 条事实，已核验至位置 {size:,}。")
    else:
        say(f"{done.facts:,} facts are here. None was ever sealed, so none could be verified. / 从未封存，无法核验。")


def _steps(wait: Wait) -> Steps:
    def step(name: str) -> Watch:
        wait.say(name)
        return wait.reach

    return step
