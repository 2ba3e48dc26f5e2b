"""`merit serve`: the API over HTTP, with a follower beside it."""

import contextlib
from typing import Annotated

import typer
import uvicorn

from api.cli.exits import examples
from api.cli.following import follower
from api.cli.showing import say, waiting
from api.database import bring_up, server_of
from api.settings import Settings, load

Host = Annotated[str | None, typer.Option(help="Address to listen on (LEDGER_HOST).")]
Port = Annotated[int | None, typer.Option(help="Port to listen on (LEDGER_PORT).", min=1, max=65_535)]
Follow = Annotated[bool, typer.Option("--follow/--no-follow", help="Also keep a follower running.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve", epilog=examples("merit serve", "merit serve --port 8080 --no-follow"))(serve)


def serve(host: Host = None, port: Port = None, follow: Follow = True) -> None:  # noqa: FBT002
    """Serve the API until Ctrl-C; an embedded ledger is started, migrated, and stopped again."""
    settings = load()
    settings.secret_of_codes()  # half a configuration is refused now, not at the first check-in
    with waiting("Starting") as wait:
        started = bring_up(settings, wait.say)
    try:
        listen(settings, host=host, port=port, follow=follow)
    finally:
        if started:
            with waiting("Stopping") as wait:
                wait.say("PostgreSQL, which was started here")
                server_of(settings).stop()


def listen(settings: Settings, *, host: str | None, port: int | None, follow: bool) -> None:
    """Answer requests until told to stop."""
    address, number = host or settings.host, port or settings.port
    say(f"Serving http://{address}:{number} (Ctrl-C stops)")
    with follower() if follow else contextlib.nullcontext():
        uvicorn.run(
            "api.http:create_app",
            factory=True,
            host=address,
            port=number,
            loop="uvloop",
            log_level=settings.log_level,
            access_log=False,
            server_header=False,
        )
