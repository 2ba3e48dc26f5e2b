"""Work that comes round: a turn, a rest and another turn, for as long as the process lasts."""

import threading
from collections.abc import Callable

import structlog
from psycopg import Connection, Error

from ledger.log.log import LogUnavailable
from projections.audit.tlog.invalid import Invalid
from projections.connecting import connected

PAUSE = 5.0  # seconds after the database or a view was not there

Turn = Callable[[Connection], None]

log = structlog.get_logger()


def keep_going(url: str, turn: Turn, every: float, over: threading.Event) -> None:
    """Take a turn, and the next so many seconds after its end, until `over`; a database that is away is waited for."""
    while not over.is_set():
        try:
            with connected(url) as connection:
                while not over.is_set():
                    turn(connection)
                    over.wait(every)
        except (Error, LogUnavailable, Invalid) as error:
            log.warning("turn_failed", error=str(error))
            over.wait(PAUSE)
