"""`merit serve` and `merit follow`: the API over HTTP, and the follower that keeps its views."""

import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer

from api import garbage, logs
from api.cli.companions import companion, end_with_parent
from api.cli.delivering import rules_of
from api.cli.exits import examples
from api.cli.interrupts import take_sigterm_as_ctrl_c
from api.cli.showing import say, waiting
from api.database import bring_up, ready_url, server_of, url_of
from api.settings import Settings, Unconfigured, load
from api.writers import open_log, writer_key
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger
from projections import follow as following

Host = Annotated[str | None, typer.Option(help="Address to listen on (LEDGER_HOST).")]
Port = Annotated[int | None, typer.Option(help="Port to listen on (LEDGER_PORT).", min=1, max=65_535)]
Follow = Annotated[bool, typer.Option("--follow/--no-follow", help="Also keep a follower running.")]
Seal = Annotated[
    bool | None,
    typer.Option("--seal/--no-seal", help="Also keep a sealer running; without either, for an embedded ledger."),
]
Reconcile = Annotated[
    bool | None,
    typer.Option("--reconcile/--no-reconcile", help="Also keep comparing views with their facts; likewise."),
]
Deliver = Annotated[
    bool | None,
    typer.Option("--deliver/--no-deliver", help="Also keep a sender of webhooks running; likewise."),
]

Schedule = Annotated[
    bool | None,
    typer.Option("--schedule/--no-schedule", help="Also keep doing what has come due; likewise."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("serve", epilog=examples("merit serve", "merit serve --port 8080 --no-follow"))(serve)
    app.command("follow", epilog=examples("merit follow", "LEDGER_LOG_FORMAT=json merit follow"))(follow)


def serve(
    host: Host = None,
    port: Port = None,
    follow: Follow = True,
    seal: Seal = None,
    reconcile: Reconcile = None,
    deliver: Deliver = None,
    schedule: Schedule = None,
) -> None:
    """Serve the API until Ctrl-C; an embedded ledger is started, migrated, and stopped again."""
    settings = free_to_listen(load(), host, port)
    settings.secret_of_codes()  # half a configuration is refused now, not at the first check-in
    writer_key(settings)
    with brought_up(settings):
        wishes = {
            "follow": follow,
            "seal": seal,
            "reconcile": reconcile,
            "deliver": deliver,
            "schedule": schedule,
        }
        beside = [word for word, wished in wishes.items() if (settings.embedded if wished is None else wished)]
        copying = "seal" in beside and settings.copy_to is not None
        mailing = "deliver" in beside and settings.smtp_host is not None
        listen(settings, [*beside, *["copy"] * copying, *["mail"] * mailing])


def follow(with_parent: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Keep the views up to date until Ctrl-C, through lost connections and restarts of the database."""
    settings = load()
    logs.configure(settings)
    url = ready_url(settings)
    if with_parent:
        end_with_parent()
    following.run(url)


def free_to_listen(settings: Settings, host: str | None, port: int | None) -> Settings:
    """Give the settings with the address that was asked for, or say now, before any work, that it cannot be had."""
    at = settings.model_copy(update={"host": host or settings.host, "port": port or settings.port})
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as no:
        raise Unconfigured(
            f"Merit cannot listen on {at.host}:{at.port}: {no.strerror}. "
            "Choose another address with --host and --port, or LEDGER_HOST and LEDGER_PORT."
        ) from no
    return at


@contextlib.contextmanager
def brought_up(settings: Settings) -> Iterator[None]:
    """Have the database for the length of the block; what was started here is stopped here."""
    take_sigterm_as_ctrl_c()  # the server passes the signal on when it has finished
    with waiting("Starting") as wait:
        started = bring_up(settings, wait.say)
    try:
        yield
    finally:
        if started:
            with waiting("Stopping") as wait:
                wait.say("PostgreSQL, which was started here")
                server_of(settings).stop()


def listen(
    settings: Settings,
    beside: Sequence[str],
    before: Callable[[str], None] = lambda address: say(f"Serving {address} (Ctrl-C stops)"),
) -> None:
    """Answer requests until told to stop, with other commands of ours running beside."""
    # Here, because the web server takes a second to load and most commands need none.
    from api.http import Limits, create_app
    from api.http.serving import server

    logs.configure(settings)
    ledger = Ledger(open_log(settings), codes=RotatingCodes(settings.secret_of_codes()))
    try:
        limits = Limits(settings.body_bytes_max, settings.batch_body_bytes_max)
        app = create_app(
            ledger,
            url_of(settings),
            limits=limits,
            docs=settings.docs,
            tiles=settings.tiles_folder,
            evidence=settings.evidence_folder,
            webhook_rules=rules_of(settings),
        )
        garbage.search_seldom()
        free_to_listen(settings, None, None)  # somebody may have come while a database was brought up
        with contextlib.ExitStack() as companions, contextlib.suppress(KeyboardInterrupt):
            for word in beside:
                companions.enter_context(companion(word))
            before(f"http://{settings.host}:{settings.port}")
            server(app, settings.host, settings.port).run()
    finally:
        ledger.close()
