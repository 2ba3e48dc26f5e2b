"""The program that serves a ledger, as it is served, with one more route that parses and inserts nothing."""

import os
import socket
import threading
from contextlib import redirect_stderr
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from starlette.responses import Response

from api import garbage, logs
from api.http import TILES, create_app
from api.http.answers import rehearsed
from api.http.bodies import read
from api.http.command_table import PEOPLE
from api.http.commands import CommandDoor, bearer_of, caller_of, refuse_another, request_key
from api.http.policy import Access
from api.http.reading import Reading
from api.http.routes import Asked, Route
from api.http.serving import server
from api.settings import Settings
from benchmarks.ours.company import opened
from ledger.decisions.redeem_reward import RedeemReward
from ledger.writing import Ledger

BODY_BYTES = 64 * 1024


class ParsingDoor(CommandDoor):
    """Does with a request what the door for commands does, up to the point where the ledger would be asked."""

    def __init__(self, ledger: Ledger, reading: Reading, allow: Access) -> None:
        super().__init__(ledger, reading, RedeemReward, allow, BODY_BYTES)

    async def __call__(self, asked: Asked) -> Response:
        """Parse the body into the command, check who may ask it, and answer that nothing was recorded."""
        caller_of(asked, request_key(asked))
        command = self._parsed(asked, await read(asked, self._limit))
        if self._allow.only_for_oneself(bearer_of(asked)):
            refuse_another(command, asked.person)
        return rehearsed(())


class Served(NamedTuple):
    """A database, and the folder of its sealed log."""

    database: str
    tiles: Path = TILES


def serve(pipe: "Connection[object, object]", served: Served) -> None:
    """Serve on a free port, tell which, and stop when told."""
    # Every request writes its line, as docker-compose.yml has it, but not on the screen that shows the progress.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        logs.configure(Settings(log_format="json"))
        ledger = opened(served.database)
        parsing = ParsingDoor(ledger, Reading(served.database), PEOPLE)
        app = create_app(
            ledger,
            served.database,
            tiles=served.tiles,
            more=[Route("POST", "/v1/parsed-redemptions", parsing, PEOPLE)],
        )
        garbage.search_seldom()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            program = server(app, "127.0.0.1", 0)

            def stop_when_told() -> None:
                pipe.send(listening.getsockname()[1])
                pipe.recv()
                program.should_exit = True

            threading.Thread(target=stop_when_told, daemon=True).start()
            program.run(sockets=[listening])
        ledger.close()
