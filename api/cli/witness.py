"""`merit witness`: the small program that internal audit runs on a machine of its own."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from api import logs
from api.cli.exits import examples
from api.cli.serving import free_to_listen
from api.cli.showing import say
from api.settings import Unconfigured, load
from projections.audit import signing_key
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import ED25519, VerifierKey
from projections.audit.witness.cosigning import Witness
from projections.audit.witness.evidence import Evidence
from projections.audit.witness.memory import Memory

KEY = "key"
MEMORY = "memory.sqlite"
EVIDENCE = "evidence"
PORT = 8090

app = typer.Typer(help="Cosign what a log may not take back; for internal audit.", no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--folder", help="Where the witness keeps its key, memory and evidence.")]
Name = Annotated[str, typer.Argument(help="The witness's name, such as audit.example.com/merit.")]
Logs = Annotated[list[str], typer.Option("--log", metavar="VKEY", help="A log's verifier key. Repeatable.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65_535)]
HERE = Path(".witness")


@app.command(epilog=examples("merit witness key audit.example.com/merit"))
def key(name: Name, folder: Folder = HERE) -> None:
    """Make a witness: a key, of which the public half is printed, and a memory of nothing."""
    try:
        made = signing_key.create(folder / KEY, name, signing_key.WITNESS)
        Memory.create(folder / MEMORY)
    except Invalid as no:
        raise Unconfigured(f"{name} cannot be a witness's name: {no}. / {name} 不能作为见证人名称。") from no
    except OSError as no:
        raise Unconfigured(f"{folder} cannot hold a witness: {no.strerror}. / {folder} 无法存放见证人。") from no
    say(str(made.verifier))


@app.command(epilog=examples("merit witness serve --log 'merit.example.com/log+f0a1b2c3+AQ...'"))
def serve(log: Logs, folder: Folder = HERE, host: Host = "127.0.0.1", port: Port = PORT) -> None:
    """Answer the logs named, until Ctrl-C."""
    # Here, because the web server takes a second to load.
    from api.http.serving import server
    from api.http.witness import create_app

    settings = free_to_listen(load(), host, port)
    logs.configure(settings)
    witness = Witness(
        signing_key.load(folder / KEY, signing_key.WITNESS),
        [_log(each) for each in log],
        _memory(folder),
        Evidence(folder / EVIDENCE),
    )
    say(f"Witnessing on http://{host}:{port} (Ctrl-C stops)")
    with contextlib.suppress(KeyboardInterrupt):
        server(create_app(witness), host, port).run()


def _memory(folder: Path) -> Memory:
    try:
        return Memory(folder / MEMORY)
    except sqlite3.Error as no:
        raise Unconfigured(
            f"The witness in {folder} has lost its memory, and would cosign anything: retire its key. / "
            f"{folder} 中见证人的记录已丢失，请停用其密钥。"
        ) from no


def _log(text: str) -> VerifierKey:
    try:
        key = VerifierKey.parse(text)
    except Invalid as no:
        raise typer.BadParameter(f"{text} is no verifier key: {no}", param_hint="--log") from no
    if key.type != ED25519:
        raise typer.BadParameter(f"{key.name} is no log's key", param_hint="--log")
    return key
